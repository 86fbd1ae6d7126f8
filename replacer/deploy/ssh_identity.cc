#include "replacer/deploy/ssh_identity.h"

#include <libssh/libssh.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "engine/base/status_context.h"
#include "engine/base/text.h"
#include "engine/base/wiper.h"

namespace certsweep::replacer {
namespace {

// What became of the question that libssh asked, if it did.
struct Question {
  const PassphraseSource& source;
  bool asked = false, answered = false;
};

int Answer(const char* /*prompt*/, char* buffer, size_t size, int /*echo*/, int /*verify*/, void* user) {
  auto& question = *static_cast<Question*>(user);
  question.asked = true;
  std::optional<std::string> passphrase = question.source ? question.source() : std::nullopt;
  if (!passphrase) return -1;
  const base::Wiper wiper(*passphrase);
  question.answered = true;
  if (passphrase->size() >= size) return -1;
  std::memcpy(buffer, passphrase->c_str(), passphrase->size() + 1);
  return 0;
}

}  // namespace

void SshKeyDeleter::operator()(ssh_key_struct* key) const { ssh_key_free(key); }

absl::StatusOr<SshKey> ReadSshIdentity(const std::string& path, const PassphraseSource& passphrase) {
  const std::string shown = base::DisplayText(path);
  // What keeps us from the file is told by us: libssh says the same for all.
  if (access(path.c_str(), R_OK) != 0) return base::ErrnoStatus(errno, shown);
  ssh_key key = nullptr;
  Question question{passphrase};
  if (ssh_pki_import_privkey_file(path.c_str(), nullptr, Answer, &question, &key) == SSH_OK) return SshKey(key);
  if (question.answered) return absl::UnauthenticatedError(shown + ": the passphrase does not open this private key");
  if (question.asked) return absl::FailedPreconditionError(shown + ": this private key needs a passphrase");
  return absl::InvalidArgumentError(shown + ": not a private key in a form that libssh can read " +
                                    "(OpenSSH's own, or PEM; ssh-keygen -p -f FILE rewrites it)");
}

absl::Status CheckSshIdentity(const std::string& path, std::string_view passphrase) {
  if (passphrase.empty()) return ReadSshIdentity(path, nullptr).status();
  return ReadSshIdentity(path, [passphrase] { return std::optional<std::string>(passphrase); }).status();
}

}  // namespace certsweep::replacer
