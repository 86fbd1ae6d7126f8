// JobFolder: a job's folder (0700) under [replace] work_dir: private key, request, certificates and server.pem, each
// file 0600 and whole or not there. The job's thread.
#ifndef CERTSWEEP_REPLACER_EXECUTE_JOB_FOLDER_H_
#define CERTSWEEP_REPLACER_EXECUTE_JOB_FOLDER_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/base/secret_text.h"
#include "engine/x509/certificate.h"
#include "engine/x509/private_key.h"

namespace certsweep::replacer {

class JobFolder {
 public:
  // Makes the folder and those above it that are missing, 0700 each, whatever the umask. Errors name the folder.
  static absl::StatusOr<JobFolder> Open(std::string path);

  const std::string& path() const { return path_; }

  // The key that is there; nothing where there is none. InvalidArgument: it can't be read.
  absl::StatusOr<std::optional<x509::PrivateKey>> ReadKey() const;
  // AlreadyExists: there is a key, which is never overwritten.
  absl::Status WriteKey(const x509::PrivateKey& key) const;

  absl::StatusOr<std::string> ReadRequest() const;
  absl::Status WriteRequest(std::string_view pem) const;

  // What the CA handed out, the leaf first.
  absl::StatusOr<std::vector<x509::CertificatePtr>> ReadCertificates() const;
  absl::Status WriteCertificates(const std::vector<std::string>& certificates_der) const;

  absl::StatusOr<base::SecretText> ReadServerPem() const;
  absl::Status WriteServerPem(std::string_view bytes) const;
  absl::StatusOr<std::string> ReadChain() const;
  absl::Status WriteChain(std::string_view pem) const;

 private:
  explicit JobFolder(std::string path) : path_(std::move(path)) {}
  std::string Path(std::string_view name) const;
  absl::Status Write(std::string_view name, std::string_view content) const;

  std::string path_;
};

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_EXECUTE_JOB_FOLDER_H_
