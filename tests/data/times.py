import datetime as d, decimal
import pyarrow as pa, pyarrow.parquet as pq
t = [d.datetime(2023, 1, 5, 8, 3), d.datetime(2023, 1, 6, 9, 15, 22, 500000), None, d.datetime(2023, 1, 8, 23, 59, 59)]
pq.write_table(pa.table({
    "naive_ms": pa.array(t, pa.timestamp("ms")), "naive_us": pa.array(t, pa.timestamp("us")), "naive_ns": pa.array(t, pa.timestamp("ns")),
    "zoned": pa.array(t, pa.timestamp("us", tz="Asia/Shanghai")), "day": pa.array([x and x.date() for x in t], pa.date32()),
    "number": pa.array([1, 2, 3, 4]), "category": pa.array(["a", "b", "a", "b"]),
    "price": pa.array([decimal.Decimal("1.50")] * 4, pa.decimal128(10, 2)), "parts": pa.array([[1], [], None, [2, 3]], pa.list_(pa.int64())),
}), "times.parquet")
