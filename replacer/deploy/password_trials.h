// PasswordTrials: keeps a wrong password from being tried on a whole estate, which would lock accounts. Until some host
// has taken a user's password, one connection at a time tries it; once a host has refused it before any took it, it is
// tried nowhere any more. A password that was taken is tried everywhere at once: a host that refuses it then has
// another. Thread-safe.
#ifndef CERTSWEEP_REPLACER_DEPLOY_PASSWORD_TRIALS_H_
#define CERTSWEEP_REPLACER_DEPLOY_PASSWORD_TRIALS_H_

#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace certsweep::replacer {

class PasswordTrials {
 public:
  // The leave to try it once. Tells what came of it; nothing did where it goes without a word.
  class Trial {
   public:
    Trial(Trial&& other) noexcept;
    Trial(const Trial&) = delete;
    Trial& operator=(const Trial&) = delete;
    ~Trial();

    void Accepted();
    void Refused();

   private:
    friend class PasswordTrials;
    Trial(PasswordTrials& trials, std::string user, std::string host)
        : trials_(&trials), user_(std::move(user)), host_(std::move(host)) {}

    PasswordTrials* trials_;  // null: it has ended
    std::string user_, host_;
  };

  // Waits until it is known what became of the trial before, which has a deadline of its own. `host`: for people.
  // Aborted, saying which host: it was refused.
  absl::StatusOr<Trial> Begin(const std::string& user, const std::string& host);

  bool IsRefused(const std::string& user) const;
  // Which password of which user was refused by whom before any host took it; empty: none was.
  std::string refusal() const;

 private:
  enum class Standing { kUnknown, kTaken, kRefused };
  struct Password {
    Standing standing = Standing::kUnknown;
    bool is_tried = false;     // right now, while it is not known
    std::string refused_by{};  // a host
  };

  // kUnknown: nothing came of it.
  void End(const std::string& user, const std::string& host, Standing outcome);

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, Password> passwords_;  // by user
  std::string refusal_;
};

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_DEPLOY_PASSWORD_TRIALS_H_
