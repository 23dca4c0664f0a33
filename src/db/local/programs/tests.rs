use super::*;

/// A machine whose folders are named by the version that they hold.
struct Machine {
    root: PathBuf,
}

impl Machine {
    fn new(name: &str) -> Self {
        let root = env::temp_dir().join(format!("muster-search-{name}-{}", std::process::id()));
        fs::create_dir_all(&root).unwrap();
        Self { root }
    }

    fn install(&self, major: u32) -> PathBuf {
        let folder = self.root.join(format!("pg-{major}/bin"));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("initdb"), "").unwrap();
        fs::write(folder.join("postgres"), major.to_string()).unwrap();
        folder
    }

    fn search(&self) -> Search {
        Search {
            named: None,
            folders: numbered(self.root.to_str().unwrap(), "pg-"),
            major_of: |postgres| fs::read_to_string(postgres).ok()?.parse().ok(),
        }
    }

    fn data_dir(&self, cluster: Option<&str>) -> Layout {
        let layout = Layout::open(&self.root.join("data")).unwrap();
        if let Some(version) = cluster {
            fs::create_dir_all(layout.cluster()).unwrap();
            fs::write(layout.cluster().join("PG_VERSION"), version).unwrap();
        }
        layout
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.root);
    }
}

#[test]
fn a_new_cluster_gets_the_newest_by_number() {
    let machine = Machine::new("newest");
    machine.install(9);
    machine.install(17);
    machine.install(15);
    let found = machine.search().find(&machine.data_dir(None)).unwrap();
    assert_eq!(found.major, 17);
}

#[test]
fn an_existing_cluster_gets_the_version_that_made_it() {
    let machine = Machine::new("same");
    machine.install(17);
    machine.install(15);
    let found = machine.search().find(&machine.data_dir(Some("15\n")));
    assert_eq!(found.unwrap().major, 15);
}

#[test]
fn another_version_alone_is_refused_naming_both() {
    let machine = Machine::new("other");
    machine.install(15);
    machine.install(17);
    let refusal = machine.search().find(&machine.data_dir(Some("16\n")));
    let words = refusal.unwrap_err().to_string();
    assert!(words.contains("made by PostgreSQL 16"), "{words}");
    assert!(words.contains("only PostgreSQL 15 and 17"), "{words}");
    assert!(words.contains("pg_upgrade"), "{words}");
}

#[test]
fn too_old_a_version_is_refused_for_a_new_cluster_and_for_an_old_one() {
    let machine = Machine::new("old");
    machine.install(13);
    let refusal = machine.search().find(&machine.data_dir(None));
    assert!(matches!(refusal, Err(LocalError::TooOld { .. })));
    let refusal = machine.search().find(&machine.data_dir(Some("13\n")));
    assert!(matches!(refusal, Err(LocalError::ClusterTooOld { .. })));
}

#[test]
fn without_any_the_sentence_says_how_to_install_it_everywhere() {
    let machine = Machine::new("none");
    let refusal = machine.search().find(&machine.data_dir(None));
    let words = refusal.unwrap_err().to_string();
    for command in [
        "`apt install postgresql`",
        "`dnf install postgresql-server postgresql-contrib`",
        "`brew install postgresql@17`",
        "`pacman -S postgresql`",
        "MUSTER_DATABASE_URL",
    ] {
        assert!(words.contains(command), "{words}");
    }
    assert!(!words.contains('\n'));
}

#[test]
fn a_named_folder_is_the_only_one_tried() {
    let machine = Machine::new("named");
    let old = machine.install(15);
    machine.install(17);
    let mut search = machine.search();
    search.named = Some(old);
    let found = search.find(&machine.data_dir(None));
    assert_eq!(found.unwrap().major, 15);
    search.named = Some(machine.root.join("empty"));
    let refusal = search.find(&machine.data_dir(None));
    assert!(matches!(refusal, Err(LocalError::NotInNamedFolder(_))));
}
