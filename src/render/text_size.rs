//! How wide text is, without a font: a table on the safe side, so that boxes hold their names on every machine.

/// Width in thousandths of an em. Wide characters (CJK, emoji) count one em.
fn em(character: char) -> f32 {
    let thousandths = match character {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | ' ' => 330,
        'f' | 't' | 'r' | '(' | ')' | '[' | ']' | '-' | '/' | '·' => 400,
        's' | 'c' | 'z' | 'k' | 'x' | 'v' | 'y' | 'J' | 'L' | 'T' => 590,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '…' => 960,
        'a'..='z' | '0'..='9' | '_' => 630,
        'A'..='Z' => 720,
        '\u{20}'..='\u{2ff}' => 680,
        _ => 1000,
    };
    thousandths as f32 / 1000.0
}

/// Width of `text` at a font size; bold text is a little wider.
pub(super) fn width(text: &str, size: f32, bold: bool) -> f32 {
    let weight = if bold { 1.08 } else { 1.0 };
    text.chars().map(em).sum::<f32>() * size * weight
}

/// `text` cut with an ellipsis at the end so that it fits into `room`.
pub(super) fn fit(text: &str, size: f32, bold: bool, room: f32) -> String {
    cut(text, size, bold, room, false)
}

/// `text` cut in the middle, for ids and file-like names whose end tells them apart.
pub(super) fn fit_middle(text: &str, size: f32, bold: bool, room: f32) -> String {
    cut(text, size, bold, room, true)
}

fn cut(text: &str, size: f32, bold: bool, room: f32, middle: bool) -> String {
    if width(text, size, bold) <= room {
        return text.to_owned();
    }
    let characters: Vec<char> = text.chars().collect();
    let mut keep = characters.len();
    while keep > 1 {
        keep -= 1;
        let head = if middle { keep.div_ceil(2) } else { keep };
        let start: String = characters.iter().take(head).collect();
        let tail: String = characters.iter().skip(characters.len() - (keep - head)).collect();
        let short = format!("{}…{}", start.trim_end(), tail);
        if width(&short, size, bold) <= room {
            return short;
        }
    }
    "…".to_owned()
}
