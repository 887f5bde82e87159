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
/// Most bytes of a character.
const LONGEST: usize = 4;

/// The encoding of all that `text` holds.
pub(crate) fn survey(text: CsvText) -> Result<&'static Encoding, Broken> {
    let mut text = Decoded::new(text, None)?;
    let mut part = vec![0; BUFFER];
    let mut line = 1;
    while text.survey.is_some() {
        let read = text.next(&mut part).map_err(|error| text.cut_off(&error, line))?;
        if read.is_empty() {
            break;
        }
        line += part[read].iter().filter(|byte| **byte == b'\n').count() as u64;
    }
    Ok(text.found())
}

/// What the bytes so far may be.
#[expect(clippy::struct_excessive_bools, reason = "two encodings that may still be, and two marks of what has begun")]
struct Survey {
    utf8: Decoder,
    is_utf8: bool,
    gb: Decoder,
    is_gb: bool,
    /// Whether no character can be under way: the last bytes were ASCII.
    is_between: bool,
    /// First byte of a double byte, when one has begun.
    lead: bool,
    /// Double bytes that are everyday characters, and others.
    doubles: [u64; 2],
    scratch: Vec<u8>,
}

impl Default for Survey {
    fn default() -> Self {
        let (utf8, gb) = (UTF_8.new_decoder_without_bom_handling(), GB18030.new_decoder_without_bom_handling());
        Self { utf8, is_utf8: true, gb, is_gb: true, is_between: true, lead: false, doubles: [0; 2], scratch: vec![0; BUFFER * 4] }
    }
}

impl Survey {
    /// Looks at the next bytes, the last ones once.
    fn look(&mut self, bytes: &[u8], is_last: bool) {
        let is_ascii = bytes.is_ascii();
        if is_ascii && self.is_between {
            return;
        }
        self.is_between = is_ascii && bytes.len() >= LONGEST;
        for byte in bytes.iter().filter(|_| self.is_gb) {
            if self.lead {
                self.doubles[usize::from(*byte < EVERYDAY)] += 1;
            }
            self.lead = !self.lead && *byte >= 0x80;
        }
        self.is_utf8 = self.is_utf8 && is_sound(&mut self.utf8, bytes, &mut self.scratch, is_last);
        self.is_gb = self.is_gb && is_sound(&mut self.gb, bytes, &mut self.scratch, is_last);
    }

    /// What those so far are.
    fn found(&self) -> &'static Encoding {
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
    /// What the bytes show, where neither a mark nor anybody has said the encoding.
    survey: Option<Survey>,
    raw: Vec<u8>,
    left: std::ops::Range<usize>,
    is_ended: bool,
    /// Whether the decoder has given all.
    is_all: bool,
}

impl Decoded {
    /// All of `text`: in the encoding whose mark it begins with, else in `encoding`, else as UTF-8.
    pub fn new(mut text: CsvText, encoding: Option<&'static Encoding>) -> Result<Self, Broken> {
        let (mut raw, mut count) = (vec![0; BUFFER], 0);
        while count < MARK.len() {
            let more = text.read(&mut raw[count..]).map_err(|error| text.cut_off(&error, 1))?;
            if more == 0 {
                break;
            }
            count += more;
        }
        let marked = Encoding::for_bom(&raw[..count]).map(|(encoding, _)| encoding);
        let survey = (marked.is_none() && encoding.is_none()).then(Survey::default);
        let encoding = marked.or(encoding).unwrap_or(UTF_8);
        let decoder = (encoding != UTF_8).then(|| encoding.new_decoder_with_bom_removal());
        let left = if marked == Some(UTF_8) { MARK.len()..count } else { 0..count };
        Ok(Self { text, encoding, decoder, survey, raw, left, is_ended: false, is_all: false })
    }

    /// The encoding that all bytes so far show.
    pub fn found(&self) -> &'static Encoding {
        self.survey.as_ref().map_or(self.encoding, Survey::found)
    }

    /// Whether the text is read in the encoding that it shows.
    pub fn is_decoded(&self) -> bool {
        self.found() == self.encoding
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
            let count = if self.left.is_empty() { self.text.read(part)? } else { self.left.len() };
            if !self.left.is_empty() {
                part[..count].copy_from_slice(&self.raw[std::mem::take(&mut self.left)]);
            }
            let is_over = count == 0 && std::mem::replace(&mut self.is_ended, true);
            match &mut self.survey {
                Some(survey) if !is_over => survey.look(&part[..count], count == 0),
                _ => {}
            }
            return Ok(0..count);
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
