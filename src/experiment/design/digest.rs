//! The digest by which plans, designs and files are told apart: SHA-256, in hex.

use sha2::{Digest, Sha256};

/// SHA-256 of `bytes` in hex.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Bytes as lower-case hex digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        let Ok(()) = write!(text, "{byte:02x}") else { unreachable!("a String takes any text") };
        text
    })
}
