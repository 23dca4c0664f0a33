//! What the page says of calls.

/// Calls that are about the same.
#[derive(Debug)]
pub struct Part {
    pub name: String,
    pub words: String,
    pub calls: Vec<Call>,
}

#[derive(Debug)]
pub struct Call {
    /// Where it is in the page.
    pub id: String,
    pub method: String,
    pub path: String,
    pub summary: String,
    pub words: Option<String>,
    pub needs: Needs,
    pub parameters: Vec<Field>,
    pub fields: Vec<Field>,
    pub request: String,
    pub answer: Option<Answer>,
    pub problems: Vec<(String, String)>,
}

#[derive(Debug, PartialEq, Eq)]
pub enum Needs {
    Nothing,
    Key,
    Permission(String),
}

/// Something that is sent.
#[derive(Debug, PartialEq, Eq)]
pub struct Field {
    pub name: String,
    /// Where it stands: `in the path`, or nothing where that is clear.
    pub place: &'static str,
    pub kind: String,
    pub is_needed: bool,
    pub words: Option<String>,
}

#[derive(Debug)]
pub struct Answer {
    pub status: String,
    pub words: String,
    /// What it looks like, where there is anything to see.
    pub example: Option<String>,
}

impl Part {
    /// Where it is in the page.
    pub fn id(&self) -> String {
        self.name.to_lowercase().replace(' ', "-")
    }
}
