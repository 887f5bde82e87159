//! Tables with free keys, in the order of the file.
//!
//! The order matters to people (policies are listed as written) and to ids; a map sorted by name would lose it.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, DeserializeOwned, Deserializer, MapAccess, Visitor};

/// Makes a table with free keys that keeps the order of the file.
macro_rules! ordered {
    ($($(#[$doc:meta])* $name:ident, $keys:tt;)*) => {$(
        $(#[$doc])*
        pub(crate) struct $name<T>(pub Vec<(String, T)>);

        impl<'de, T: DeserializeOwned> Deserialize<'de> for $name<T> {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_map(InOrder(PhantomData)).map(Self)
            }
        }

        impl<T: JsonSchema> JsonSchema for $name<T> {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                concat!(stringify!($name), "Table").into()
            }

            fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                let entry = generator.subschema_for::<T>();
                json_schema!({ "type": "object", "additionalProperties": entry, "propertyNames": $keys })
            }
        }
    )*};
}

ordered! {
    /// A table whose keys define names.
    Named, { "type": "string", "format": "name" };
    /// A table whose keys refer to names defined elsewhere.
    Keyed, { "type": "string" };
}

struct InOrder<T>(PhantomData<T>);

impl<'de, T: DeserializeOwned> Visitor<'de> for InOrder<T> {
    type Value = Vec<(String, T)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a table")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(entries)
    }
}
