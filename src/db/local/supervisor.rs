//! The one thread that owns the server, or waits for its turn to.

use std::convert::Infallible;
use std::fs;
use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::cluster::Recipe;
use super::launch::Launch;
use super::layout::{Layout, OwnerLock};
use super::postmaster::{self, Postmaster};
use super::programs::Search;
use super::server::{self, Server};
use super::socket;
use super::{Durability, LocalError};

/// How often the thread looks whether the server, or its owner, is still there.
const LOOK_EVERY: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// How long a start may wait for somebody else: the owner, or processes of a killed server.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long the server itself may take; after a crash it first repeats what the log holds.
const RECOVERY: Duration = Duration::from_mins(1);

#[derive(Debug)]
pub(super) struct Supervisor {
    /// Nothing is ever sent: closing it is the order to stop.
    orders: Sender<Infallible>,
    thread: JoinHandle<()>,
}

impl Supervisor {
    /// Returns when the server is ready, with the folder of its socket.
    pub fn begin(layout: Layout, durability: Durability) -> Result<(Self, PathBuf), LocalError> {
        let (orders, received) = mpsc::channel();
        let (tell, told) = mpsc::channel();
        let lock = OwnerLock::open(&layout)?;
        let watch = Watch {
            layout,
            durability,
            lock,
            socket_folder: None,
            server: None,
            was_ready: false,
        };
        let thread = thread::Builder::new()
            .name("private postgres".to_owned())
            .spawn(move || watch.run(&tell, &received))
            .map_err(|_| LocalError::SupervisorGone)?;
        let folder = told.recv().unwrap_or(Err(LocalError::SupervisorGone));
        match folder {
            Ok(folder) => Ok((Self { orders, thread }, folder)),
            Err(error) => {
                let _ = thread.join();
                Err(error)
            }
        }
    }

    pub fn end(self) {
        drop(self.orders);
        if self.thread.join().is_err() {
            tracing::error!("{}", LocalError::SupervisorGone);
        }
    }
}

#[derive(Debug)]
struct Watch {
    layout: Layout,
    durability: Durability,
    lock: OwnerLock,
    /// Once it was given out, it stays, whoever runs the server.
    socket_folder: Option<PathBuf>,
    server: Option<Server>,
    was_ready: bool,
}

impl Watch {
    fn run(mut self, tell: &Sender<Result<PathBuf, LocalError>>, orders: &Receiver<Infallible>) {
        let begun = self.begin();
        let runs = begun.is_ok();
        let _ = tell.send(begun);
        if runs {
            self.keep(orders);
        }
        self.end();
    }

    fn begin(&mut self) -> Result<PathBuf, LocalError> {
        let begun = Instant::now();
        loop {
            if self.lock.try_take()? {
                return self.begin_as_owner(begun);
            }
            if let Some(shared) = Postmaster::ready(&self.layout.cluster()) {
                self.socket_folder = Some(shared.socket_folder.clone());
                return Ok(shared.socket_folder);
            }
            if begun.elapsed() > PATIENCE {
                return Err(LocalError::OwnerNotReady {
                    data_dir: self.layout.data_dir().to_owned(),
                    seconds: PATIENCE.as_secs(),
                });
            }
            thread::sleep(Duration::from_millis(5));
        }
    }

    fn begin_as_owner(&mut self, begun: Instant) -> Result<PathBuf, LocalError> {
        loop {
            let (server, folder) = self.start_server()?;
            let server = self.server.insert(server);
            match server.wait_until_ready(RECOVERY) {
                Ok(()) => {
                    self.was_ready = true;
                    tracing::info!(socket = %folder.display(), "the private PostgreSQL is ready");
                    return Ok(folder);
                }
                Err(error) if will_pass(&error) && begun.elapsed() < PATIENCE => {
                    thread::sleep(LOOK_EVERY);
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// Looks for the programs anew each time: they may have been upgraded meanwhile.
    fn start_server(&mut self) -> Result<(Server, PathBuf), LocalError> {
        let layout = &self.layout;
        let programs = Search::of_this_machine().find(layout)?;
        let launch = Launch::choose(layout)?;
        launch.hand_over(&layout.lock())?;
        postmaster::clear_the_way(&layout.cluster())?;
        let recipe = Recipe {
            layout,
            programs: &programs,
            launch: &launch,
            durability: self.durability,
        };
        recipe.ensure()?;
        let folder = self
            .socket_folder
            .get_or_insert_with(|| socket::choose(layout.data_dir(), &launch));
        socket::prepare(folder, &launch)?;
        let settings = server::settings(folder, self.durability);
        let server = Server::spawn(layout, &programs, &launch, settings)?;
        Ok((server, folder.clone()))
    }

    /// Until the order to stop: a server that dies is started again, and one whose owner
    /// is gone becomes this process's.
    fn keep(&mut self, orders: &Receiver<Infallible>) {
        let mut failures = 0;
        let mut pause = LOOK_EVERY;
        while orders.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
            if let Err(error) = self.look() {
                pause = pause_after(failures);
                failures += 1;
                tracing::warn!(again_in = ?pause, "{error}");
                continue;
            }
            pause = LOOK_EVERY;
            if self.was_ready {
                failures = 0;
            }
        }
    }

    fn look(&mut self) -> Result<(), LocalError> {
        let was_owner = self.lock.is_held();
        if !self.lock.try_take()? {
            return Ok(());
        }
        if !was_owner {
            tracing::info!("the private PostgreSQL's owner is gone: this process takes over");
        }
        let Some(server) = &mut self.server else {
            self.was_ready = false;
            self.server = Some(self.start_server()?.0);
            return Ok(());
        };
        if let Err(error) = server.still_runs() {
            self.server = None;
            self.was_ready = false;
            return Err(error);
        }
        if !self.was_ready && server.is_ready() {
            self.was_ready = true;
            tracing::info!("the private PostgreSQL takes connections again");
        }
        Ok(())
    }

    /// The lock goes last, with the watch itself: the next owner finds everything tidy.
    fn end(&mut self) {
        let Some(server) = self.server.take() else {
            return;
        };
        server.stop();
        if let Some(folder) = &self.socket_folder {
            let _ = fs::remove_dir(folder);
        }
    }
}

fn pause_after(failures: u32) -> Duration {
    LOOK_EVERY
        .saturating_mul(2_u32.saturating_pow(failures))
        .min(LONGEST_PAUSE)
}

/// Processes of a server that was killed keep its memory and its files for a moment.
fn will_pass(error: &LocalError) -> bool {
    matches!(error, LocalError::Ended { why, .. }
        if why.contains("pre-existing shared memory block") || why.contains("postmaster.pid"))
}
