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
