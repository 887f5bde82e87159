//! The font of charts: Noto Sans SC (Adobe and Google, SIL Open Font License, `font/OFL.txt`), cut down to Latin-1, Pinyin,
//! Greek capitals and letters, signs of mathematics, the 6,763 Chinese characters of GB 2312, and some of names of places beyond it.
//!
//! It draws the letters of a PNG and tells how wide a text is, so that nothing overlaps in an SVG either. A character
//! outside of it is drawn as a box. Distances between letters are those of the font without kerning.

use std::sync::OnceLock;

use ttf_parser::{Face, GlyphId, OutlineBuilder};

/// Families that an SVG asks for: ours, then what systems with Chinese letters have.
pub const FAMILIES: &str = "'Noto Sans SC','Noto Sans CJK SC','Source Han Sans SC','PingFang SC','Microsoft YaHei',sans-serif";

const BYTES: &[u8] = include_bytes!("../font/NotoSansSC-subset.otf");

/// What stands for the rest of a text that was cut.
const ELLIPSIS: char = '…';

fn face() -> &'static Face<'static> {
    static FACE: OnceLock<Face> = OnceLock::new();
    FACE.get_or_init(|| {
        let Ok(face) = Face::parse(BYTES, 0) else { unreachable!("the font that is compiled in can be read") };
        face
    })
}

/// The glyph of `letter`, for a full-width sign that the font lacks that of the plain one; that of the box when there is none.
fn glyph(letter: char) -> GlyphId {
    known_glyph(letter).unwrap_or(GlyphId(0))
}

fn known_glyph(letter: char) -> Option<GlyphId> {
    let plain = || matches!(letter, '！'..='～').then(|| char::from_u32(u32::from(letter) - 0xfee0)).flatten();
    face().glyph_index(letter).or_else(|| face().glyph_index(plain()?))
}

/// Whether the font can draw `letter` as more than a box.
#[must_use]
pub fn has_glyph(letter: char) -> bool {
    known_glyph(letter).is_some()
}

/// Width of `letter` at a font size of 1.
fn advance(letter: char) -> f64 {
    let face = face();
    f64::from(face.glyph_hor_advance(glyph(letter)).unwrap_or(face.units_per_em())) / f64::from(face.units_per_em())
}

/// Width of `text` at the font size `size`, in the unit of `size`.
#[must_use]
pub fn width(text: &str, size: f64) -> f64 {
    text.chars().map(advance).sum::<f64>() * size
}

/// Hands the outline of `text` to `builder`, letter by letter: before each the distance from the start of the text and
/// the factor from the units of the font to those of `size` are told to `shift`.
pub fn outline<B: OutlineBuilder>(text: &str, size: f64, builder: &mut B, shift: fn(&mut B, f64, f64)) {
    let scale = size / f64::from(face().units_per_em());
    let mut along = 0.0;
    for letter in text.chars() {
        shift(builder, along, scale);
        face().outline_glyph(glyph(letter), builder);
        along += advance(letter) * size;
    }
}

/// `text`, cut to `room` with an ellipsis where it is longer.
#[must_use]
pub fn fitted(text: &str, size: f64, room: f64) -> String {
    if width(text, size) <= room {
        return text.to_owned();
    }
    let room = room - advance(ELLIPSIS) * size;
    let mut used = 0.0;
    let kept = text.chars().take_while(|letter| {
        used += advance(*letter) * size;
        used <= room
    });
    let mut cut = kept.collect::<String>().trim_end().to_owned();
    cut.push(ELLIPSIS);
    cut
}

/// `text` in lines no wider than `room`, broken at spaces, after `_` and between Chinese characters; of more than `most` lines the
/// last one is cut.
#[must_use]
pub fn wrapped(text: &str, size: f64, room: f64, most: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for piece in pieces(text) {
        let Some(line) = lines.last_mut() else { unreachable!("there is always a line") };
        if line.is_empty() || width(line, size) + width(piece.trim_end(), size) <= room {
            line.push_str(piece);
        } else {
            lines.push(piece.to_owned());
        }
    }
    if lines.len() > most {
        let rest = lines.split_off(most.saturating_sub(1)).concat();
        lines.push(rest);
    }
    lines.iter().map(|line| fitted(line.trim_end(), size, room)).collect()
}

/// Parts of `text` after each of which a line may end.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let end = rest
            .char_indices()
            .zip(rest.chars().skip(1).map(Some).chain([None]))
            .find(|((_, this), next)| next.is_none_or(|next| may_break(*this, next)))
            .map(|((at, this), _)| at + this.len_utf8())?;
        let (piece, after) = rest.split_at(end);
        rest = after;
        Some(piece)
    })
}

fn may_break(this: char, next: char) -> bool {
    let is_wide = |letter: char| ('\u{2e80}'..'\u{ff00}').contains(&letter);
    let ends_nothing = !"，。；：、！？）》」』】〉”".contains(next);
    (this == ' ' && next != ' ')
        // the keys of a path
        || (this == '.' && next.is_ascii_lowercase())
        || (this == '_' && next != '_')
        || ((is_wide(this) || "，；：）".contains(this) || is_wide(next)) && next != ' ' && ends_nothing)
}

#[cfg(test)]
mod tests {
    use crate::output::drawing::font::*;
    use crate::output::language::label::measure_label;
    use crate::output::language::message::Language;
    use crate::output::language::texts::all_messages;
    use crate::units::measure::Measure;

    #[test]
    fn every_character_of_every_message_has_a_glyph() {
        for language in [Language::English, Language::Chinese] {
            let messages = all_messages().map(|message| message.text(language));
            for text in messages.chain(Measure::ALL.iter().map(|measure| measure_label(*measure, language))) {
                let missing: String = text.chars().filter(|letter| !has_glyph(*letter)).collect();
                assert!(missing.is_empty(), "no glyph for `{missing}` of `{text}`");
            }
        }
    }

    #[test]
    fn the_font_has_the_characters_of_everyday_chinese_and_of_mathematics() {
        // places whose names are rarer: Fuling, Pixian, Pizhou, Shenzhen, Huyi, Luxian, Qiaokou, Luzhi
        for letter in "涪陵郫县邳州深圳鄠邑漷县硚口甪直".chars() {
            assert!(has_glyph(letter), "{letter}");
        }
        for letter in "网格员社区街道办理时长升级网格化治理啊座μσ≤≥±−×·…—①→↓℃éüǎ".chars() {
            assert!(has_glyph(letter), "{letter}");
        }
    }

    #[test]
    fn a_character_without_a_glyph_is_a_box_that_can_be_seen() {
        struct Count(usize);
        impl OutlineBuilder for Count {
            fn move_to(&mut self, _: f32, _: f32) {
                self.0 += 1;
            }
            fn line_to(&mut self, _: f32, _: f32) {
                self.0 += 1;
            }
            fn quad_to(&mut self, _: f32, _: f32, _: f32, _: f32) {}
            fn curve_to(&mut self, _: f32, _: f32, _: f32, _: f32, _: f32, _: f32) {}
            fn close(&mut self) {}
        }
        let rare = '\u{20000}';
        assert!(!has_glyph(rare));
        let mut count = Count(0);
        outline(&rare.to_string(), 10.0, &mut count, |_, _, _| ());
        assert!(count.0 >= 8, "the box has {} points", count.0);
        assert!(width(&rare.to_string(), 10.0) > 5.0);
    }

    #[test]
    fn a_long_text_is_cut_to_its_room_and_a_short_one_stays() {
        assert_eq!(fitted("base", 12.0, 100.0), "base");
        let cut = fitted("a policy with a very long name indeed", 12.0, 100.0);
        assert!(cut.ends_with('…') && width(&cut, 12.0) <= 100.0, "{cut}");
        assert_eq!(fitted("base", 12.0, 1.0), "…");
    }

    #[test]
    fn lines_break_at_spaces_and_between_chinese_characters() {
        let lines = wrapped("undecided: about 120 more replications would settle ±0.5", 11.0, 140.0, 4);
        assert!(lines.len() > 1 && lines.iter().all(|line| width(line, 11.0) <= 140.0), "{lines:?}");
        assert_eq!(lines.join(" "), "undecided: about 120 more replications would settle ±0.5");
        let lines = wrapped("尚无定论，约需再做一百二十次重复才能分辨", 11.0, 100.0, 4);
        assert!(lines.len() > 1 && lines.iter().all(|line| width(line, 11.0) <= 100.0), "{lines:?}");
        assert_eq!(lines.concat(), "尚无定论，约需再做一百二十次重复才能分辨");
        assert_eq!(wrapped("one two three four", 11.0, 30.0, 2).len(), 2);
        assert_eq!(wrapped("", 11.0, 30.0, 2), [""]);
    }
}
