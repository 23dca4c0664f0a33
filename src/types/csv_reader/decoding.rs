//! From bytes to text.

use std::str::FromStr;

use encoding_rs::{Decoder, Encoding, MACINTOSH, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::CsvReadError;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextEncoding {
    Utf8,
    Utf16Le,
    Utf16Be,
    Windows1252,
    Macintosh,
}

#[derive(Debug, thiserror::Error)]
#[error("no encoding that is known")]
pub struct UnknownEncoding;

impl TextEncoding {
    pub const ALL: [Self; 5] = [
        Self::Utf8,
        Self::Utf16Le,
        Self::Utf16Be,
        Self::Windows1252,
        Self::Macintosh,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf16Le => "utf-16le",
            Self::Utf16Be => "utf-16be",
            Self::Windows1252 => "windows-1252",
            Self::Macintosh => "macintosh",
        }
    }

    /// For people.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Le | Self::Utf16Be => "UTF-16",
            Self::Windows1252 => "Windows-1252",
            Self::Macintosh => "Mac Roman",
        }
    }

    fn decoder(self) -> Option<Decoder> {
        let encoding: &'static Encoding = match self {
            Self::Utf8 => return None,
            Self::Utf16Le => UTF_16LE,
            Self::Utf16Be => UTF_16BE,
            Self::Windows1252 => WINDOWS_1252,
            Self::Macintosh => MACINTOSH,
        };
        Some(encoding.new_decoder_without_bom_handling())
    }
}

impl FromStr for TextEncoding {
    type Err = UnknownEncoding;

    fn from_str(text: &str) -> Result<Self, UnknownEncoding> {
        let known = Self::ALL.into_iter().find(|one| one.as_str() == text);
        known.ok_or(UnknownEncoding)
    }
}

/// What a whole file of another kind begins with: a workbook of today, and one of the nineties.
const WORKBOOKS: [&[u8]; 2] = [b"PK\x03\x04", b"\xD0\xCF\x11\xE0"];

pub(super) struct Decoding {
    encoding: TextEncoding,
    /// `None` for UTF-8.
    decoder: Option<Decoder>,
    /// A byte-order mark or somebody said so, or something was read that is UTF-8 and nothing else.
    is_certain: bool,
    /// Of the byte-order mark.
    skips: usize,
    /// The beginning of a character whose end hasn't come.
    waiting: Vec<u8>,
    breaks: Breaks,
}

/// Where text can't be decoded, its reader knows the row.
#[derive(Debug)]
pub(super) enum Undecodable {
    NotText,
    Mixed,
}

impl Undecodable {
    pub fn at(self, row: i32) -> CsvReadError {
        match self {
            Self::NotText => CsvReadError::NotText,
            Self::Mixed => CsvReadError::Mixed { row },
        }
    }
}

impl Decoding {
    pub fn of(sample: &[u8], said: Option<TextEncoding>) -> Result<Self, CsvReadError> {
        if WORKBOOKS.iter().any(|begins| sample.starts_with(begins)) {
            return Err(CsvReadError::Workbook);
        }
        let marked = marked(sample);
        let encoding = match (said, marked) {
            (Some(said), _) => said,
            (None, Some((encoding, _))) => encoding,
            (None, None) => unmarked(sample),
        };
        let skips = marked
            .filter(|(of, _)| *of == encoding)
            .map_or(0, |(_, length)| length);
        Ok(Self {
            encoding,
            decoder: encoding.decoder(),
            is_certain: said.is_some() || marked.is_some(),
            skips,
            waiting: Vec::new(),
            breaks: Breaks::default(),
        })
    }

    pub fn encoding(&self) -> TextEncoding {
        self.encoding
    }

    pub fn text(&mut self, bytes: &[u8], is_last: bool) -> Result<String, Undecodable> {
        let bytes = bytes.get(self.skips..).unwrap_or_default();
        self.skips = 0;
        let mut text = String::with_capacity(bytes.len());
        if self.decoder.is_some() {
            self.decode(bytes, is_last, &mut text)?;
        } else {
            let mut all = std::mem::take(&mut self.waiting);
            all.extend_from_slice(bytes);
            self.utf8(&all, is_last, &mut text)?;
        }
        if text.contains('\0') {
            return Err(Undecodable::NotText);
        }
        Ok(text)
    }

    fn utf8(&mut self, bytes: &[u8], is_last: bool, text: &mut String) -> Result<(), Undecodable> {
        let (good, rest, is_cut_off) = match std::str::from_utf8(bytes) {
            Ok(good) => (good, &[][..], true),
            Err(error) => {
                let (good, rest) = bytes.split_at(error.valid_up_to());
                let good = std::str::from_utf8(good).unwrap_or_default();
                (good, rest, error.error_len().is_none() && !is_last)
            }
        };
        self.is_certain |= !good.is_ascii();
        self.breaks.note(good.as_bytes());
        text.push_str(good);
        if is_cut_off {
            self.waiting = rest.to_vec();
            return Ok(());
        }
        if self.is_certain {
            return Err(Undecodable::Mixed);
        }
        // All before was ASCII, which is the same in each of these.
        self.breaks.note(rest);
        self.encoding = if self.breaks.are_of_old_macs() {
            TextEncoding::Macintosh
        } else {
            TextEncoding::Windows1252
        };
        self.decoder = self.encoding.decoder();
        self.decode(rest, is_last, text)
    }

    fn decode(
        &mut self,
        bytes: &[u8],
        is_last: bool,
        text: &mut String,
    ) -> Result<(), Undecodable> {
        let Some(decoder) = &mut self.decoder else {
            return Ok(());
        };
        let room = decoder.max_utf8_buffer_length(bytes.len());
        text.reserve(room.ok_or(Undecodable::NotText)?);
        let (_, _, is_odd) = decoder.decode_to_string(bytes, text, is_last);
        if is_odd {
            return Err(Undecodable::NotText);
        }
        Ok(())
    }
}

fn marked(sample: &[u8]) -> Option<(TextEncoding, usize)> {
    let marks: [(&[u8], TextEncoding); 3] = [
        (b"\xEF\xBB\xBF", TextEncoding::Utf8),
        (b"\xFF\xFE", TextEncoding::Utf16Le),
        (b"\xFE\xFF", TextEncoding::Utf16Be),
    ];
    let mut marks = marks.into_iter();
    let found = marks.find(|(mark, _)| sample.starts_with(mark));
    found.map(|(mark, encoding)| (encoding, mark.len()))
}

/// A head in Latin letters has a NUL in every second place of UTF-16.
fn unmarked(sample: &[u8]) -> TextEncoding {
    match sample {
        [1..=255, 0, 1..=255, 0, ..] => TextEncoding::Utf16Le,
        [0, 1..=255, 0, 1..=255, ..] => TextEncoding::Utf16Be,
        _ => TextEncoding::Utf8,
    }
}

/// How lines end. Excel's “CSV (Macintosh)” ends them as Macs did until 2001, and is written in their
/// encoding.
#[derive(Default)]
struct Breaks {
    after_return: bool,
    lone_returns: bool,
    line_feeds: bool,
}

impl Breaks {
    fn note(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.line_feeds |= *byte == b'\n';
            self.lone_returns |= self.after_return && *byte != b'\n';
            self.after_return = *byte == b'\r';
        }
    }

    fn are_of_old_macs(&self) -> bool {
        (self.lone_returns || self.after_return) && !self.line_feeds
    }
}
