//! The encoding of a text file of real cases: UTF-8, UTF-16 or GB18030, found out from its bytes.
//!
//! UTF-16 begins with its mark. What is UTF-8 throughout is UTF-8. What is not, but is GB18030 throughout and mostly its
//! everyday characters, is GB18030: the encoding in which Chinese spreadsheets are saved. All else is read as UTF-8, and
//! a row that is no text is counted as such.

use encoding_rs::{CoderResult, Decoder, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use super::bytes::{BUFFER, Broken, CsvText};

/// Bytes of the mark that may begin a UTF-8 file.
const MARK: [u8; 3] = [0xef, 0xbb, 0xbf];
/// Least second byte of the characters of GB 2312, of which nearly all Chinese text consists.
const EVERYDAY: u8 = 0xa1;

/// The encoding of all that `text` holds.
pub(crate) fn survey(text: &mut CsvText) -> Result<&'static Encoding, Broken> {
    let mut survey = Survey::default();
    let mut buffer = vec![0; BUFFER];
    let mut line = 1;
    loop {
        let count = text.read(&mut buffer).map_err(|error| text.cut_off(&error, line))?;
        if count == 0 {
            return Ok(survey.finish());
        }
        line += buffer[..count].iter().filter(|byte| **byte == b'\n').count() as u64;
        if let Some(marked) = survey.look(&buffer[..count]) {
            return Ok(marked);
        }
    }
}

/// What the bytes so far may be.
#[expect(clippy::struct_excessive_bools, reason = "two encodings that may still be, and two marks of what has begun")]
struct Survey {
    is_begun: bool,
    utf8: Decoder,
    is_utf8: bool,
    gb: Decoder,
    is_gb: bool,
    /// First byte of a double byte, when one has begun.
    lead: bool,
    /// Double bytes that are everyday characters, and others.
    doubles: [u64; 2],
    scratch: Vec<u8>,
}

impl Default for Survey {
    fn default() -> Self {
        let (utf8, gb) = (UTF_8.new_decoder_without_bom_handling(), GB18030.new_decoder_without_bom_handling());
        Self { is_begun: false, utf8, is_utf8: true, gb, is_gb: true, lead: false, doubles: [0; 2], scratch: vec![0; BUFFER * 4] }
    }
}

impl Survey {
    /// Looks at the next bytes; the encoding that the first of them name, if they do.
    fn look(&mut self, bytes: &[u8]) -> Option<&'static Encoding> {
        if !std::mem::replace(&mut self.is_begun, true) {
            let marked = Encoding::for_bom(bytes).map(|(encoding, _)| encoding).filter(|encoding| *encoding != UTF_8);
            if marked.is_some() {
                return marked;
            }
        }
        for byte in bytes.iter().filter(|_| self.is_gb) {
            if self.lead {
                self.doubles[usize::from(*byte < EVERYDAY)] += 1;
            }
            self.lead = !self.lead && *byte >= 0x80;
        }
        self.is_utf8 &= is_sound(&mut self.utf8, bytes, &mut self.scratch, false);
        self.is_gb &= is_sound(&mut self.gb, bytes, &mut self.scratch, false);
        None
    }

    fn finish(mut self) -> &'static Encoding {
        self.is_utf8 &= is_sound(&mut self.utf8, &[], &mut self.scratch, true);
        self.is_gb &= is_sound(&mut self.gb, &[], &mut self.scratch, true);
        if !self.is_utf8 && self.is_gb && self.doubles[0] > self.doubles[1] { GB18030 } else { UTF_8 }
    }
}

/// Whether `bytes` go on as the decoder's encoding; once they did not, it is not asked again for a right answer.
fn is_sound(decoder: &mut Decoder, mut bytes: &[u8], scratch: &mut [u8], is_last: bool) -> bool {
    let mut is_sound = true;
    loop {
        let (result, read, _, had_errors) = decoder.decode_to_utf8(bytes, scratch, is_last);
        is_sound &= !had_errors;
        bytes = &bytes[read..];
        if result == CoderResult::InputEmpty {
            return is_sound;
        }
    }
}

/// Text as UTF-8, part by part.
pub(crate) struct Decoded {
    text: CsvText,
    encoding: &'static Encoding,
    /// `None` for UTF-8, which passes as it is, so that a cell that is no text can be told from one that is.
    decoder: Option<Decoder>,
    raw: Vec<u8>,
    left: std::ops::Range<usize>,
    is_begun: bool,
    is_ended: bool,
    /// Whether the decoder has given all.
    is_all: bool,
}

impl Decoded {
    /// All of `text`, which is in `encoding`.
    pub fn new(text: CsvText, encoding: &'static Encoding) -> Self {
        let decoder = (encoding != UTF_8).then(|| encoding.new_decoder_with_bom_removal());
        Self { text, encoding, decoder, raw: vec![0; BUFFER], left: 0..0, is_begun: false, is_ended: false, is_all: false }
    }

    /// Name of the encoding.
    pub fn encoding(&self) -> &'static str {
        match self.encoding {
            encoding if encoding == GB18030 => "GB18030",
            encoding if encoding == UTF_16LE || encoding == UTF_16BE => "UTF-16",
            encoding => encoding.name(),
        }
    }

    /// What an error met after `line` means.
    pub fn cut_off(&self, error: &std::io::Error, line: u64) -> Broken {
        self.text.cut_off(error, line)
    }

    /// The bytes underneath, which have been read to their end.
    pub fn into_text(self) -> CsvText {
        self.text
    }

    /// Puts the next part into `part`; where it is there, empty at the end.
    pub fn next(&mut self, part: &mut [u8]) -> std::io::Result<std::ops::Range<usize>> {
        let Some(decoder) = &mut self.decoder else {
            let mut count = self.text.read(part)?;
            if std::mem::replace(&mut self.is_begun, true) {
                return Ok(0..count);
            }
            while count < MARK.len() {
                let more = self.text.read(&mut part[count..])?;
                if more == 0 {
                    break;
                }
                count += more;
            }
            let mark = if part[..count].starts_with(&MARK) { MARK.len() } else { 0 };
            return Ok(mark..count);
        };
        loop {
            if self.left.is_empty() && !self.is_ended {
                let count = self.text.read(&mut self.raw)?;
                self.left = 0..count;
                self.is_ended = count == 0;
            }
            if self.is_all {
                return Ok(0..0);
            }
            let (result, read, written, _) = decoder.decode_to_utf8(&self.raw[self.left.clone()], part, self.is_ended);
            self.left.start += read;
            self.is_all = self.is_ended && result == CoderResult::InputEmpty;
            if written > 0 {
                return Ok(0..written);
            }
        }
    }
}
