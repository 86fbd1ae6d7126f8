#include "replacer/deploy/password_trials.h"

#include <utility>

#include "engine/base/text.h"

namespace certsweep::replacer {
namespace {

std::string RefusalText(const std::string& user, const std::string& host) {
  return base::DisplayText(host) + " refused the password of " + base::DisplayText(user) +
         ", which is tried nowhere else, for a wrong one locks accounts";
}

}  // namespace

PasswordTrials::Trial::Trial(Trial&& other) noexcept
    : trials_(std::exchange(other.trials_, nullptr)), user_(std::move(other.user_)), host_(std::move(other.host_)) {}

PasswordTrials::Trial::~Trial() {
  if (trials_ != nullptr) trials_->End(user_, host_, Standing::kUnknown);
}

void PasswordTrials::Trial::Accepted() {
  if (trials_ != nullptr) std::exchange(trials_, nullptr)->End(user_, host_, Standing::kTaken);
}

void PasswordTrials::Trial::Refused() {
  if (trials_ != nullptr) std::exchange(trials_, nullptr)->End(user_, host_, Standing::kRefused);
}

absl::StatusOr<PasswordTrials::Trial> PasswordTrials::Begin(const std::string& user, const std::string& host) {
  std::unique_lock lock(mutex_);
  Password& password = passwords_[user];
  changed_.wait(lock, [&password] { return password.standing != Standing::kUnknown || !password.is_tried; });
  if (password.standing == Standing::kRefused) return absl::AbortedError(RefusalText(user, password.refused_by));
  password.is_tried = true;
  return Trial(*this, user, host);
}

bool PasswordTrials::IsRefused(const std::string& user) const {
  const std::lock_guard lock(mutex_);
  const auto found = passwords_.find(user);
  return found != passwords_.end() && found->second.standing == Standing::kRefused;
}

std::string PasswordTrials::refusal() const {
  const std::lock_guard lock(mutex_);
  return refusal_;
}

void PasswordTrials::End(const std::string& user, const std::string& host, Standing outcome) {
  {
    const std::lock_guard lock(mutex_);
    Password& password = passwords_[user];
    password.is_tried = false;
    if (password.standing == Standing::kUnknown) password.standing = outcome;
    if (password.standing == Standing::kRefused && password.refused_by.empty()) {
      password.refused_by = host;
      if (refusal_.empty()) refusal_ = RefusalText(user, host);
    }
  }
  changed_.notify_all();
}

}  // namespace certsweep::replacer
