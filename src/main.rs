use std::process::ExitCode;

/// The system's gives the memory of each page back to the kernel and asks for it again with the next one,
/// which took a quarter of a list's time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    muster::cli::run(std::env::args_os())
}
