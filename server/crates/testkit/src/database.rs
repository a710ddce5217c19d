//! A database of its own for each test, cloned from a template that was migrated once.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use chatsphere_db::{Db, DbError, migrate};
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, Connection, Executor, Row};

/// How long the end of a test waits for its database to go.
const LONGEST_DROP: Duration = Duration::from_secs(3);

/// Where tests find PostgreSQL: a superuser's address of a database that is not the tests' own.
pub const DATABASE_VARIABLE: &str = "CHATSPHERE_TEST_DATABASE_URL";

/// The login role's password in test clusters. Hexadecimal, as the derived ones are.
const LOGIN_PASSWORD: &str = "c0ffee00c0ffee00c0ffee00c0ffee00";

/// The template is made by one process at a time.
const TEMPLATE_LOCK: &str = "SELECT pg_advisory_lock(hashtext('chatsphere testkit'))";

/// A database that lives as long as this value.
#[derive(Debug)]
pub struct TestDatabase {
    name: String,
    maintenance_url: String,
    owner_url: String,
    db: Db,
}

impl TestDatabase {
    /// Clones the template, making it first if this cluster has none for the migrations as they are.
    ///
    /// # Panics
    ///
    /// With a sentence that says what to do, when there is no PostgreSQL to use.
    pub async fn create() -> Self {
        match Self::try_create().await {
            Ok(database) => database,
            Err(error) => panic!("no test database: {error:#}"),
        }
    }

    async fn try_create() -> anyhow::Result<Self> {
        let maintenance_url = std::env::var(DATABASE_VARIABLE).map_err(|_| {
            anyhow::anyhow!(
                "set {DATABASE_VARIABLE} to a PostgreSQL superuser's address, or run the tests by `cargo xtask test`, which starts one"
            )
        })?;
        let mut maintenance = PgConnection::connect(&maintenance_url).await?;
        let template = template(&mut maintenance, &maintenance_url).await?;
        let name = test_name(&mut maintenance).await?;
        maintenance.execute(AssertSqlSafe(format!("CREATE DATABASE {name} TEMPLATE {template}"))).await?;
        let owner_url = with_database(&maintenance_url, &name);
        let db = connect(&mut maintenance, &owner_url).await?;
        maintenance.close().await?;
        Ok(Self { name, maintenance_url, owner_url, db })
    }

    /// The database, as the server uses it.
    pub fn db(&self) -> &Db {
        &self.db
    }

    /// The superuser's address of this database, for what the server itself may not do.
    pub fn owner_url(&self) -> &str {
        &self.owner_url
    }

    /// A connection as the superuser, to look behind row-level security.
    pub async fn owner(&self) -> PgConnection {
        match PgConnection::connect(&self.owner_url).await {
            Ok(connection) => connection,
            Err(error) => panic!("the test database is gone: {error}"),
        }
    }

    /// A connection as the role that the server logs in as, outside every transaction guard.
    pub async fn bare_login(&self) -> PgConnection {
        let login = async {
            let options: PgConnectOptions = self.owner_url.parse()?;
            let options = options.username("chatsphere_login").password(LOGIN_PASSWORD);
            PgConnection::connect_with(&options).await
        };
        match login.await {
            Ok(connection) => connection,
            Err(error) => panic!("the login role cannot log in: {error}"),
        }
    }
}

impl Drop for TestDatabase {
    /// From a thread of its own: a runtime that is being dropped cannot wait. And not for long: the server
    /// drops nothing while one of this test's tasks has a connection half made, which goes on only when the
    /// test's thread is free again. The server finishes without us.
    fn drop(&mut self) {
        let (url, name) = (self.maintenance_url.clone(), self.name.clone());
        let (done, finished) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            let dropped = drop_database(&url, &name);
            // Nobody listens any more when it took long.
            let _ = done.send(dropped);
        });
        if let Ok(Err(error)) = finished.recv_timeout(LONGEST_DROP) {
            eprintln!("the test database {} stays behind: {error:#}", self.name);
        }
    }
}

fn drop_database(url: &str, name: &str) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut maintenance = PgConnection::connect(url).await?;
        let sql = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
        maintenance.execute(AssertSqlSafe(sql)).await?;
        maintenance.close().await?;
        Ok(())
    })
}

/// The name of the migrated template. It gets that name when it is finished, so that a half-made one is
/// never cloned.
async fn template(maintenance: &mut PgConnection, maintenance_url: &str) -> anyhow::Result<String> {
    let name = concat!("chatsphere_template_", env!("CHATSPHERE_MIGRATIONS_HASH"));
    if exists(maintenance, name).await? {
        return Ok(name.to_owned());
    }
    maintenance.execute(TEMPLATE_LOCK).await?;
    if !exists(maintenance, name).await? {
        let unfinished = format!("{name}_unfinished");
        let drop = format!("DROP DATABASE IF EXISTS {unfinished} WITH (FORCE)");
        maintenance.execute(AssertSqlSafe(drop)).await?;
        maintenance.execute(AssertSqlSafe(format!("CREATE DATABASE {unfinished}"))).await?;
        migrate::run(&with_database(maintenance_url, &unfinished), LOGIN_PASSWORD).await?;
        let rename = format!("ALTER DATABASE {unfinished} RENAME TO {name}");
        retry_while_in_use(maintenance, &rename).await?;
    }
    maintenance.execute("SELECT pg_advisory_unlock_all()").await?;
    Ok(name.to_owned())
}

/// A backend that was just told to end may take a moment: PostgreSQL says "being accessed by other users".
async fn retry_while_in_use(maintenance: &mut PgConnection, sql: &str) -> anyhow::Result<()> {
    for _ in 0..50 {
        match maintenance.execute(AssertSqlSafe(sql.to_owned())).await {
            Ok(_) => return Ok(()),
            Err(error) if error.as_database_error().is_some_and(|e| e.code().as_deref() == Some("55006")) => {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            Err(error) => return Err(error.into()),
        }
    }
    anyhow::bail!("the template stays in use")
}

async fn exists(maintenance: &mut PgConnection, name: &str) -> anyhow::Result<bool> {
    let row = sqlx::query("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)")
        .bind(name)
        .fetch_one(maintenance)
        .await?;
    Ok(row.try_get(0)?)
}

/// Unlike every other in this cluster, whoever runs tests there: process ids repeat from container to
/// container, the server's random numbers do not.
async fn test_name(maintenance: &mut PgConnection) -> anyhow::Result<String> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let row = sqlx::query("SELECT replace(gen_random_uuid()::text, '-', '')").fetch_one(maintenance).await?;
    let unique: String = row.try_get(0)?;
    Ok(format!("chatsphere_test_{}_{}", COUNT.fetch_add(1, Ordering::Relaxed), unique))
}

/// Logs in; sets the password again if another install shares the cluster and has changed it.
async fn connect(maintenance: &mut PgConnection, owner_url: &str) -> anyhow::Result<Db> {
    match Db::connect(owner_url, LOGIN_PASSWORD, 8).await {
        Ok(db) => Ok(db),
        Err(DbError::Other(_)) => {
            maintenance.execute(TEMPLATE_LOCK).await?;
            let sql = format!("ALTER ROLE chatsphere_login PASSWORD '{LOGIN_PASSWORD}'");
            maintenance.execute(AssertSqlSafe(sql)).await?;
            maintenance.execute("SELECT pg_advisory_unlock_all()").await?;
            Ok(Db::connect(owner_url, LOGIN_PASSWORD, 8).await?)
        }
        Err(error) => Err(error.into()),
    }
}

/// The same address with another database in it.
fn with_database(url: &str, database: &str) -> String {
    let (address, query) = url.split_once('?').map_or((url, None), |(address, query)| (address, Some(query)));
    let server = match address.split_once("://") {
        Some((scheme, rest)) => format!("{scheme}://{}", rest.split('/').next().unwrap_or_default()),
        None => address.to_owned(),
    };
    match query {
        Some(query) => format!("{server}/{database}?{query}"),
        None => format!("{server}/{database}"),
    }
}

#[cfg(test)]
mod tests {
    use futures::future::join_all;

    use super::*;

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn databases_of_one_cluster_are_prepared_at_the_same_time() {
        let databases = join_all((0..6).map(|_| TestDatabase::create())).await;
        for _ in 0..5 {
            let runs = databases.iter().map(|database| {
                let url = database.owner_url().to_owned();
                tokio::spawn(async move { migrate::run(&url, LOGIN_PASSWORD).await })
            });
            for run in join_all(runs).await {
                run.expect("a task that ends").expect("a database at this program's schema");
            }
        }
    }
}
