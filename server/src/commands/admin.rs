//! `chatsphere admin …`

use std::io::BufRead as _;

use anyhow::{Context as _, bail};
use chatsphere_contract::accounts::RegisterRequest;
use chatsphere_contract::problem::Problem;
use chatsphere_domain::accounts;
use chatsphere_kernel::{OsRandom, random};
use clap::Subcommand;

use crate::start;

#[derive(Debug, Subcommand)]
pub enum Action {
    /// Make an account that runs the install.
    CreateOperator {
        /// Log-in name.
        #[arg(long)]
        email: String,
        /// The person's name.
        #[arg(long, default_value = "Operator")]
        name: String,
        /// The name of its workspace.
        #[arg(long, default_value = "Operations")]
        workspace: String,
        /// Read the password from standard input instead of making one.
        #[arg(long)]
        password_stdin: bool,
    },
    /// Give an account a new password and end all its log-ins.
    ResetPassword {
        /// Log-in name.
        #[arg(long)]
        email: String,
        /// Read the password from standard input instead of making one.
        #[arg(long)]
        password_stdin: bool,
    },
}

pub async fn admin(action: Action) -> anyhow::Result<()> {
    let (config, secret) = start::configuration()?;
    start::migrate(&config, &secret).await?;
    let platform = start::platform(config, secret).await?;
    let outcome = match action {
        Action::CreateOperator { email, name, workspace, password_stdin } => {
            let password = Password::choose(password_stdin)?;
            let input = RegisterRequest { email, password: password.text.clone(), name, workspace };
            accounts::create_operator(&platform, input).await.map(|user| {
                println!("{} runs this install now.", user.email);
                password
            })
        }
        Action::ResetPassword { email, password_stdin } => {
            let password = Password::choose(password_stdin)?;
            accounts::reset_password(&platform, &email, password.text.clone()).await.map(|()| {
                println!("The password was changed and every log-in of this account ended.");
                password
            })
        }
    };
    match outcome.map_err(Problem::from) {
        Ok(password) => password.print_if_made(),
        Err(problem) => {
            let fields: Vec<&str> = problem.errors.iter().map(|error| error.message.as_str()).collect();
            bail!(if fields.is_empty() { problem.detail.clone() } else { fields.join(" ") })
        }
    }
    Ok(())
}

struct Password {
    text: String,
    made: bool,
}

impl Password {
    fn choose(from_stdin: bool) -> anyhow::Result<Self> {
        if !from_stdin {
            return Ok(Self { text: random::secret(&OsRandom, ""), made: true });
        }
        let mut line = String::new();
        std::io::stdin().lock().read_line(&mut line).context("standard input cannot be read")?;
        Ok(Self { text: line.trim_end_matches(['\r', '\n']).to_owned(), made: false })
    }

    fn print_if_made(&self) {
        if self.made {
            println!("Password (shown once): {}", self.text);
        }
    }
}
