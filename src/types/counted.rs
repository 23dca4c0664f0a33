/// `214`, `1,204`, `1,000,000`.
pub fn grouped(count: i64) -> String {
    let digits = count.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// The same, and `10,000+` beyond the most that are counted.
pub fn up_to(most: i64, count: i64) -> String {
    let more = if count > most { "+" } else { "" };
    format!("{}{more}", grouped(count.min(most)))
}

/// As a sentence begins: `everybody else` becomes `Everybody else`.
pub fn capital(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(char::to_uppercase);
    let first: String = first.into_iter().flatten().collect();
    first + characters.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_apart_and_beyond_the_most_nobody_counts() {
        for (count, said) in [
            (0, "0"),
            (999, "999"),
            (1_004, "1,004"),
            (10_000, "10,000"),
            (10_001, "10,000+"),
        ] {
            assert_eq!(up_to(10_000, count), said);
        }
        assert_eq!(up_to(1_000, 1_001), "1,000+");
        assert_eq!(grouped(1_234_567), "1,234,567");
        assert_eq!(grouped(100), "100");
    }
}
