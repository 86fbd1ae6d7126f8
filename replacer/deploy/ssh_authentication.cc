#include "replacer/deploy/ssh_authentication.h"

#include <libssh/libssh.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/base/text.h"
#include "engine/base/wiper.h"
#include "replacer/deploy/ssh_identity.h"

namespace certsweep::replacer {
namespace {

// What a try came to. Partial: this was right, and the host wants one more.
enum class Outcome { kAccepted, kPartial, kRefused };

// A host that asks again and again is not answered for ever.
constexpr int kMaxRounds = 8;

class Authentication {
 public:
  Authentication(SshSession& session, const SshTarget& target, const SshOptions& options, PasswordTrials& trials)
      : session_(session), target_(target), options_(options), trials_(trials) {}

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
    const absl::StatusOr<SshKey> key =
        ReadSshIdentity(options_.identity, [this] { return Secret(SecretKind::kPassphrase, options_.identity); });
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
    return WithPassword([this](const std::string& password) {
      password_answered_ = true;
      return Call("password", [&] { return ssh_userauth_password(session_.get(), nullptr, password.c_str()); });
    });
  }

  absl::StatusOr<Outcome> TryInteractive() {
    return WithPassword([this](const std::string& password) { return Interact(password); });
  }

  // One try of the password by `attempt`, if we have one and may.
  absl::StatusOr<Outcome> WithPassword(const std::function<absl::StatusOr<Outcome>(const std::string&)>& attempt) {
    std::optional<std::string> password = Secret(SecretKind::kPassword, Who());
    if (!password) return Outcome::kRefused;
    const base::Wiper wiper(*password);
    absl::StatusOr<PasswordTrials::Trial> trial = trials_.Begin(target_.user, Who());
    if (!trial.ok()) return trial.status();
    absl::StatusOr<Outcome> outcome = attempt(*password);
    // A host that asked for something else has not judged it.
    if (!password_answered_) return outcome;
    const bool ended = absl::IsUnauthenticated(outcome.status());  // some do at the first wrong one
    if (outcome.ok() && *outcome != Outcome::kRefused) trial->Accepted();
    if (ended || (outcome.ok() && *outcome == Outcome::kRefused)) trial->Refused();
    if (ended) return Final(outcome.status());
    return outcome;
  }

  absl::StatusOr<Outcome> Interact(const std::string& password) {
    const auto call = [this] { return ssh_userauth_kbdint(session_.get(), nullptr, nullptr); };
    absl::StatusOr<int> code = Exchange(call);
    for (int round = 0; round < kMaxRounds && code.ok() && *code == SSH_AUTH_INFO; ++round) {
      AnswerPrompts(password);
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
    return Final(absl::UnauthenticatedError(base::DisplayText(Who()) + " was not let in; the host takes " + Offered() +
                                            (tried_.empty() ? "; there was nothing of that to try" : Tried())));
  }

  // `refusal`, and that it may be nothing about this host.
  absl::Status Final(const absl::Status& refusal) const {
    if (!trials_.IsRefused(target_.user)) return refusal;
    return absl::AbortedError(
        absl::StrCat(refusal.message(), "; the password is tried nowhere else, for a wrong one locks accounts"));
  }

  SshSession& session_;
  const SshTarget& target_;
  const SshOptions& options_;
  PasswordTrials& trials_;
  int offered_ = 0;
  bool identity_tried_ = false, agent_tried_ = false, password_answered_ = false;
  std::vector<std::string> tried_;
};

}  // namespace

absl::Status Authenticate(SshSession& session, const SshTarget& target, const SshOptions& options,
                          PasswordTrials& trials) {
  return Authentication(session, target, options, trials).Run();
}

}  // namespace certsweep::replacer
