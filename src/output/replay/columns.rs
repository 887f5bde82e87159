//! Columns of whole numbers as short text: differences, zigzag, seven bits a byte, base64. Times that rise and numbers that
//! repeat take one or two letters a row, and a script reads them back in a few lines.

/// Letters of base64 (RFC 4648).
const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// A column as text: each number as its difference from the one before it, the first from 0.
pub(super) fn packed(numbers: impl IntoIterator<Item = i64>) -> String {
    let mut bytes = Vec::new();
    let mut before = 0_i64;
    for number in numbers {
        let difference = number.wrapping_sub(before);
        before = number;
        let mut rest = (difference << 1 ^ difference >> 63).cast_unsigned();
        while rest >= 0x80 {
            bytes.push(low_byte(rest) | 0x80);
            rest >>= 7;
        }
        bytes.push(low_byte(rest));
    }
    base64(&bytes)
}

/// The seven lowest bits.
const fn low_byte(number: u64) -> u8 {
    (number & 0x7f) as u8
}

fn base64(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let group = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            let letter = LETTERS[(group >> (18 - 6 * place) & 63) as usize];
            text.push(if place <= chunk.len() { char::from(letter) } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_its_differences_in_base64() {
        assert_eq!(base64(b"Man"), "TWFu");
        assert_eq!((base64(b"Ma"), base64(b"M"), base64(b"")), ("TWE=".into(), "TQ==".into(), String::new()));
        // 0, then +1 (2), -1 (1), +300 (600 = 0xd8 0x04)
        assert_eq!(packed([0, 1, 0, 300]), base64(&[0, 2, 1, 0xd8, 0x04]));
        assert_eq!(packed([]), "");
    }
}
