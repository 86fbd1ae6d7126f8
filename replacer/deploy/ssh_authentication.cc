#include "replacer/deploy/ssh_authentication.h"

#include <libssh/libssh.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "engine/base/status_context.h"
#include "engine/base/text.h"
#include "engine/base/wiper.h"

namespace certsweep::replacer {
namespace {

struct KeyDeleter {
  void operator()(ssh_key key) const { ssh_key_free(key); }
};
using Key = std::unique_ptr<ssh_key_struct, KeyDeleter>;

// What a try came to. Partial: this was right, and the host wants one more.
enum class Outcome { kAccepted, kPartial, kRefused };

// A host that asks again and again is not answered for ever.
constexpr int kMaxRounds = 8;

class Authentication {
 public:
  Authentication(SshSession& session, const SshTarget& target, const SshOptions& options)
      : session_(session), target_(target), options_(options) {}

  absl::Status Run() {
    absl::StatusOr<Outcome> outcome = Call("none", [this] { return ssh_userauth_none(session_.get(), nullptr); });
    if (!outcome.ok() || *outcome == Outcome::kAccepted) return outcome.status();
    offered_ = Methods();
    // After a partial success the host says anew what it takes.
    for (int round = 0; round < kMaxRounds; ++round) {
      outcome = TryAll();
      if (!outcome.ok() || *outcome == Outcome::kAccepted) return outcome.status();
      if (*outcome == Outcome::kRefused) break;
    }
    return Refusal();
  }

 private:
  using Try = absl::StatusOr<Outcome> (Authentication::*)();

  int Methods() const { return ssh_userauth_list(session_.get(), nullptr); }

  absl::StatusOr<Outcome> TryAll() {
    const struct {
      int method;
      Try attempt;
    } kTries[] = {{SSH_AUTH_METHOD_PUBLICKEY, &Authentication::TryIdentity},
                  {SSH_AUTH_METHOD_PUBLICKEY, &Authentication::TryAgent},
                  {SSH_AUTH_METHOD_INTERACTIVE, &Authentication::TryInteractive},
                  {SSH_AUTH_METHOD_PASSWORD, &Authentication::TryPassword}};
    const int methods = Methods();
    for (const auto& [method, attempt] : kTries) {
      if ((methods & method) == 0) continue;
      absl::StatusOr<Outcome> outcome = (this->*attempt)();
      if (!outcome.ok() || *outcome != Outcome::kRefused) return outcome;
    }
    return Outcome::kRefused;
  }

  // One exchange, to its end.
  absl::StatusOr<int> Exchange(const std::function<int()>& call) {
    absl::StatusOr<int> code = session_.Complete(call, SSH_AUTH_AGAIN, Deadline::After(options_.connect_timeout_us));
    if (!code.ok()) return absl::DeadlineExceededError("no answer to the authentication in time");
    if (*code == SSH_AUTH_ERROR && !session_.IsConnected()) {
      return absl::UnauthenticatedError("the host ended the connection while " + Who() +
                                        " was authenticated: " + session_.LastError() + Tried());
    }
    return code;
  }

  absl::StatusOr<Outcome> Concluded(absl::StatusOr<int> code, std::string_view what) {
    if (!code.ok()) return code.status();
    if (*code == SSH_AUTH_SUCCESS) return Outcome::kAccepted;
    if (*code == SSH_AUTH_PARTIAL) return Outcome::kPartial;
    if (what != "none") tried_.push_back(std::string(what) + ": refused");
    return Outcome::kRefused;
  }

  absl::StatusOr<Outcome> Call(std::string_view what, const std::function<int()>& call) {
    return Concluded(Exchange(call), what);
  }

  absl::StatusOr<Outcome> TryIdentity() {
    if (options_.identity.empty() || identity_tried_) return Outcome::kRefused;
    identity_tried_ = true;
    absl::StatusOr<Key> key = ReadIdentity();
    if (!key.ok()) return key.status();
    return Call("key " + options_.identity,
                [&] { return ssh_userauth_publickey(session_.get(), nullptr, key->get()); });
  }

  absl::StatusOr<Outcome> TryAgent() {
    if (!options_.use_agent || agent_tried_) return Outcome::kRefused;
    agent_tried_ = true;
    return Call("the agent's keys", [this] { return ssh_userauth_agent(session_.get(), nullptr); });
  }

  absl::StatusOr<Outcome> TryPassword() {
    // The same once more would count as a second failure with hosts that lock accounts.
    if (password_answered_) return Outcome::kRefused;
    std::optional<std::string> password = Secret(SecretKind::kPassword, Who());
    if (!password) return Outcome::kRefused;
    const base::Wiper wiper(*password);
    return Call("password", [&] { return ssh_userauth_password(session_.get(), nullptr, password->c_str()); });
  }

  absl::StatusOr<Outcome> TryInteractive() {
    std::optional<std::string> password = Secret(SecretKind::kPassword, Who());
    if (!password) return Outcome::kRefused;
    const base::Wiper wiper(*password);
    const auto call = [this] { return ssh_userauth_kbdint(session_.get(), nullptr, nullptr); };
    absl::StatusOr<int> code = Exchange(call);
    for (int round = 0; round < kMaxRounds && code.ok() && *code == SSH_AUTH_INFO; ++round) {
      AnswerPrompts(*password);
      code = Exchange(call);
    }
    return Concluded(code, "keyboard-interactive");
  }

  // The password for what is asked without an echo; for anything else nothing.
  void AnswerPrompts(const std::string& password) {
    const int prompts = ssh_userauth_kbdint_getnprompts(session_.get());
    for (int i = 0; i < prompts; ++i) {
      char echo = 1;
      ssh_userauth_kbdint_getprompt(session_.get(), static_cast<unsigned>(i), &echo);
      password_answered_ = password_answered_ || !echo;
      ssh_userauth_kbdint_setanswer(session_.get(), static_cast<unsigned>(i), echo ? "" : password.c_str());
    }
  }

  absl::StatusOr<Key> ReadIdentity() {
    // What keeps us from the file is told by us: libssh says the same for all.
    if (access(options_.identity.c_str(), R_OK) != 0) return base::ErrnoStatus(errno, options_.identity);
    ssh_key key = nullptr;
    passphrase_wanted_ = false;
    const int outcome =
        ssh_pki_import_privkey_file(options_.identity.c_str(), nullptr, &Authentication::AskPassphrase, this, &key);
    if (outcome == SSH_OK) return Key(key);
    if (passphrase_wanted_) {
      return absl::UnauthenticatedError(options_.identity + (passphrase_given_
                                                                 ? ": the passphrase does not open this private key"
                                                                 : ": this private key needs a passphrase"));
    }
    return absl::InvalidArgumentError(options_.identity + ": not a private key in a form that libssh can read " +
                                      "(OpenSSH's own, or PEM; ssh-keygen -p -f FILE rewrites it)");
  }

  static int AskPassphrase(const char* /*prompt*/, char* buffer, size_t size, int /*echo*/, int /*verify*/,
                           void* self) {
    return static_cast<Authentication*>(self)->GivePassphrase(buffer, size);
  }

  int GivePassphrase(char* buffer, size_t size) {
    passphrase_wanted_ = true;
    std::optional<std::string> passphrase = Secret(SecretKind::kPassphrase, options_.identity);
    if (!passphrase) return -1;
    const base::Wiper wiper(*passphrase);
    if (passphrase->size() >= size) return -1;
    passphrase_given_ = true;
    std::memcpy(buffer, passphrase->c_str(), passphrase->size() + 1);
    return 0;
  }

  std::optional<std::string> Secret(SecretKind kind, const std::string& subject) const {
    return options_.password_source ? options_.password_source(kind, subject) : std::nullopt;
  }

  std::string Who() const { return target_.user + "@" + target_.ToString(); }

  std::string Tried() const { return tried_.empty() ? "" : " (tried: " + absl::StrJoin(tried_, "; ") + ")"; }

  std::string Offered() const {
    std::vector<std::string> names;
    if (offered_ & SSH_AUTH_METHOD_PUBLICKEY) names.push_back("public keys");
    if (offered_ & SSH_AUTH_METHOD_PASSWORD) names.push_back("passwords");
    if (offered_ & SSH_AUTH_METHOD_INTERACTIVE) names.push_back("keyboard-interactive");
    return names.empty() ? "nothing that we know" : absl::StrJoin(names, ", ");
  }

  absl::Status Refusal() const {
    return absl::UnauthenticatedError(base::DisplayText(Who()) + " was not let in; the host takes " + Offered() +
                                      (tried_.empty() ? "; there was nothing of that to try" : Tried()));
  }

  SshSession& session_;
  const SshTarget& target_;
  const SshOptions& options_;
  int offered_ = 0;
  bool identity_tried_ = false, agent_tried_ = false, password_answered_ = false;
  bool passphrase_wanted_ = false, passphrase_given_ = false;
  std::vector<std::string> tried_;
};

}  // namespace

absl::Status Authenticate(SshSession& session, const SshTarget& target, const SshOptions& options) {
  return Authentication(session, target, options).Run();
}

}  // namespace certsweep::replacer
