#include "cli/login_secrets.h"

#include <cstdlib>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "cli/passphrase.h"
#include "engine/base/secret_text.h"
#include "engine/base/text.h"
#include "replacer/deploy/ssh_identity.h"
#include "replacer/issuer/password_source.h"

namespace certsweep::cli {

namespace {

using base::SecretText;

struct LoginSecrets {
  SecretText passphrase;                                     // of the identity; empty: it needs none
  SecretText password;                                       // out of the file, for every user; empty: there is none
  std::map<std::string, SecretText, std::less<>> passwords;  // asked for, by user
};

constexpr const char* kInstead =
    "name a file with it as [ssh] password_file, take a key without one, or leave identity out and give the key to an "
    "agent";

bool HasAgent(const config::SshSection& ssh) {
  const char* socket = std::getenv("SSH_AUTH_SOCK");
  return ssh.agent && socket != nullptr && *socket != '\0';
}

bool AsksForPasswords(const config::SshSection& ssh, const LoginSecrets& secrets) {
  if (!secrets.password.empty()) return false;
  return ssh.password_prompt.value_or(ssh.identity.empty() && !HasAgent(ssh));
}

absl::Status ReadPasswordFile(const config::SshSection& ssh, LoginSecrets& secrets) {
  if (ssh.password_file.empty()) return absl::OkStatus();
  absl::StatusOr<std::string> password = replacer::ReadPassword({.file = ssh.password_file, .environment = ""});
  if (!password.ok()) return password.status();
  secrets.password = SecretText(*std::move(password));
  return absl::OkStatus();
}

absl::Status OpenIdentity(const config::SshSection& ssh, TerminalPrompt& prompt, LoginSecrets& secrets) {
  if (ssh.identity.empty()) return absl::OkStatus();
  const absl::Status plain = replacer::CheckSshIdentity(ssh.identity, "");
  if (!absl::IsFailedPrecondition(plain)) return plain;
  if (!secrets.password.empty() && replacer::CheckSshIdentity(ssh.identity, secrets.password.view()).ok()) {
    secrets.passphrase = std::exchange(secrets.password, {});
    return absl::OkStatus();
  }
  absl::StatusOr<SecretText> passphrase = AskPassphrase(prompt, ssh.identity, kInstead, [&ssh](std::string_view typed) {
    return replacer::CheckSshIdentity(ssh.identity, typed);
  });
  if (!passphrase.ok()) return passphrase.status();
  secrets.passphrase = *std::move(passphrase);
  return absl::OkStatus();
}

absl::StatusOr<SecretText> AskPassword(const std::string& user, TerminalPrompt& prompt) {
  const std::string shown = base::DisplayText(user);
  absl::StatusOr<SecretText> password = prompt.Ask(absl::StrCat("Password of ", shown, " on the appliances: "));
  if (absl::IsNotFound(password.status())) {
    return absl::FailedPreconditionError(
        absl::StrCat("there is no terminal to ask for the password of ", shown,
                     " on; [ssh] of the configuration has to name an identity or a password_file, or an agent has to "
                     "run (SSH_AUTH_SOCK)"));
  }
  if (absl::IsCancelled(password.status())) return password;
  if (!password.ok() || password->empty()) {
    return absl::FailedPreconditionError(absl::StrCat("no password of ", shown, " was given"));
  }
  return password;
}

// The user of "root@sps01.corp:22".
std::string_view UserOf(std::string_view subject) { return subject.substr(0, subject.rfind('@')); }

std::optional<std::string> Given(const SecretText& secret) {
  if (secret.empty()) return std::nullopt;
  return std::string(secret.view());
}

replacer::SecretSource SourceOf(std::shared_ptr<const LoginSecrets> secrets) {
  return [secrets = std::move(secrets)](replacer::SecretKind kind, std::string_view subject) {
    if (kind == replacer::SecretKind::kPassphrase) return Given(secrets->passphrase);
    const auto asked = secrets->passwords.find(UserOf(subject));
    return Given(asked == secrets->passwords.end() ? secrets->password : asked->second);
  };
}

}  // namespace

absl::StatusOr<replacer::SecretSource> GatherLoginSecrets(const config::SshSection& ssh,
                                                          const std::set<std::string>& users, TerminalPrompt& prompt) {
  const auto secrets = std::make_shared<LoginSecrets>();
  if (users.empty()) return SourceOf(secrets);
  if (absl::Status status = ReadPasswordFile(ssh, *secrets); !status.ok()) return status;
  if (absl::Status status = OpenIdentity(ssh, prompt, *secrets); !status.ok()) return status;
  if (!AsksForPasswords(ssh, *secrets)) return SourceOf(secrets);
  for (const std::string& user : users) {
    absl::StatusOr<SecretText> password = AskPassword(user, prompt);
    if (!password.ok()) return password.status();
    secrets->passwords.emplace(user, *std::move(password));
  }
  return SourceOf(secrets);
}

}  // namespace certsweep::cli
