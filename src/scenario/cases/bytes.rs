//! The bytes of a file of real cases: opened, decompressed and hashed as they pass.

use std::fs::File;
use std::io::{BufReader, Read};

use flate2::read::MultiGzDecoder;
use sha2::{Digest, Sha256};

/// Bytes read at once.
pub(crate) const BUFFER: usize = 1 << 16;
/// First bytes of a gzip stream.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// Why a file cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Broken {
    /// What was found and what is expected.
    pub message: String,
    /// Whether the file could not be opened at all.
    pub is_missing: bool,
}

impl Broken {
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), is_missing: false }
    }
}

/// Why `error` keeps a file from being opened.
pub(crate) fn cannot_open(error: &std::io::Error) -> Broken {
    let message = match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
        _ => format!("cannot be read: {error}"),
    };
    Broken { message, is_missing: true }
}

/// Bytes that are hashed as they pass.
pub(crate) struct Hashed<R> {
    inner: R,
    hash: Sha256,
}

impl<R: Read> Read for Hashed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.hash.update(&buffer[..count]);
        Ok(count)
    }
}

/// The bytes of a CSV file, compressed or not.
pub(crate) enum CsvText {
    Plain(Hashed<BufReader<File>>),
    Gzip(Box<MultiGzDecoder<BufReader<Hashed<BufReader<File>>>>>),
}

impl CsvText {
    /// The text of `file`.
    pub fn new(file: File) -> Result<Self, Broken> {
        let mut file = BufReader::with_capacity(BUFFER, file);
        let first = std::io::BufRead::fill_buf(&mut file).map_err(|error| cannot_open(&error))?;
        let is_gzip = first.starts_with(&GZIP);
        let hashed = Hashed { inner: file, hash: Sha256::new() };
        if is_gzip { Ok(Self::Gzip(Box::new(MultiGzDecoder::new(BufReader::new(hashed))))) } else { Ok(Self::Plain(hashed)) }
    }

    /// Fills some of `buffer`; 0 at the end.
    pub fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        loop {
            let result = match self {
                Self::Plain(text) => text.read(buffer),
                Self::Gzip(text) => text.read(buffer),
            };
            match result {
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                other => return other,
            }
        }
    }

    /// What an error met after `line` means.
    pub fn cut_off(&self, error: &std::io::Error, line: u64) -> Broken {
        match (self, error.kind()) {
            (Self::Gzip(_), std::io::ErrorKind::UnexpectedEof) => {
                Broken::new(format!("the gzip stream is cut off after line {line}; copy the file again"))
            }
            (Self::Gzip(_), _) => Broken::new(format!("the gzip stream is damaged after line {line}: {error}")),
            (Self::Plain(_), _) => Broken::new(format!("cannot be read after line {line}: {error}")),
        }
    }

    /// SHA-256 of the bytes that passed, in hex.
    pub fn into_hash(self) -> String {
        let hash = match self {
            Self::Plain(text) => text.hash,
            Self::Gzip(text) => text.into_inner().into_inner().hash,
        };
        hex(&hash.finalize())
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).filter_map(|digit| char::from_digit(u32::from(digit), 16)).collect()
}

/// SHA-256 of all bytes of `file`, in hex.
pub(crate) fn hash_of(mut file: File) -> Result<String, Broken> {
    let mut hash = Sha256::new();
    let mut buffer = vec![0; BUFFER];
    loop {
        let count = file.read(&mut buffer).map_err(|error| cannot_open(&error))?;
        if count == 0 {
            return Ok(hex(&hash.finalize()));
        }
        hash.update(&buffer[..count]);
    }
}
