/// An address with a query of those fields that say something.
pub fn address_asking(path: &str, fields: &[(&str, &str)]) -> String {
    let said = fields.iter().filter(|(_, value)| !value.is_empty());
    let query: String = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(said)
        .finish();
    if query.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{query}")
    }
}

/// An address with a query of one field, or without where there is nothing to say.
pub fn address_with(path: &str, name: &str, value: Option<&str>) -> String {
    match value {
        None => path.to_owned(),
        Some(value) => {
            let query: String = url::form_urlencoded::Serializer::new(String::new())
                .append_pair(name, value)
                .finish();
            format!("{path}?{query}")
        }
    }
}
