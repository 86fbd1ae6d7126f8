// JobRecord: what a job has come to so far, as the record keeps it: each step writes down what the next will do before
// it is done, so that a crash in between can be mended. Never a secret. A value; thread-safe.
#ifndef CERTSWEEP_REPLACER_EXECUTE_JOB_RECORD_H_
#define CERTSWEEP_REPLACER_EXECUTE_JOB_RECORD_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace certsweep::replacer {

// A file on the appliance that is replaced: server.pem, or the profile's chain_path.
struct ReplacedFile {
  std::string resolved;                 // its path without symbolic links
  uint32_t mode = 0, uid = 0, gid = 0;  // of the old one
  std::string old_sha256, new_sha256;   // hex
  std::string temporary;                // under which the new one arrives
  std::string restore_temporary;        // under which the old one comes back
  std::string backup;                   // the copy of the old one; empty: not made yet
};

// What an endpoint served before.
struct ServedBefore {
  std::string address;
  uint16_t port = 0;
  std::string leaf_sha256;  // hex
};

struct JobRecord {
  std::string folder;       // of the job, absolute
  std::string csr_sha256;   // hex
  std::string request_id;   // of the CA; empty: it gave none
  std::string leaf_sha256;  // hex, of the certificate that was issued
  int64_t backup_time = 0;  // what the backups are named by
  std::vector<ReplacedFile> files;
  std::vector<ServedBefore> served;
  bool restarted = false;  // the server was told, or may have been
};

std::string RecordToJson(const JobRecord& record);
// DataLoss: it is no such JSON. Empty text: a record of nothing.
absl::StatusOr<JobRecord> RecordFromJson(std::string_view json);

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_EXECUTE_JOB_RECORD_H_
