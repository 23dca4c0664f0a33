use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

use crate::config::{Config, LogFormat};

/// The HTTP library calls it an error of ours when somebody sends what isn't HTTP, so it is heard only
/// where the operator's filter names it.
const UNLESS_NAMED: &str = "actix_http=off";

/// Logs go to standard error, so that standard output holds what was asked for.
pub(super) fn start(config: &Config) {
    let filter = EnvFilter::new(format!("{UNLESS_NAMED},{}", config.log_filter));
    let logs = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    // A second start, in a test, keeps the first one's.
    let _ = match config.log_format {
        LogFormat::Text => logs.try_init(),
        LogFormat::Json => logs.json().flatten_event(true).try_init(),
    };
}
