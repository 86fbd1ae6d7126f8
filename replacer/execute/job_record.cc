#include "replacer/execute/job_record.h"

#include "engine/base/status_context.h"
#include "replacer/plan/json_fields.h"

namespace certsweep::replacer {

template <class Value, class Plain>
concept Of = std::same_as<std::remove_const_t<Value>, Plain>;

template <class Fields, Of<ReplacedFile> File>
void Describe(Fields& fields, File& file) {
  fields("resolved", file.resolved);
  fields("mode", file.mode);
  fields("uid", file.uid);
  fields("gid", file.gid);
  fields("old_sha256", file.old_sha256);
  fields("new_sha256", file.new_sha256);
  fields("temporary", file.temporary);
  fields("restore_temporary", file.restore_temporary);
  fields("backup", file.backup);
}

template <class Fields, Of<ServedBefore> Served>
void Describe(Fields& fields, Served& served) {
  fields("address", served.address);
  fields("port", served.port);
  fields("leaf_sha256", served.leaf_sha256);
}

template <class Fields, Of<JobRecord> Record>
void Describe(Fields& fields, Record& record) {
  fields("folder", record.folder);
  fields("csr_sha256", record.csr_sha256);
  fields("request_id", record.request_id);
  fields("leaf_sha256", record.leaf_sha256);
  fields("backup_time", record.backup_time);
  fields("files", record.files);
  fields("served", record.served);
  fields("restarted", record.restarted);
}

std::string RecordToJson(const JobRecord& record) { return ToJson(record); }

absl::StatusOr<JobRecord> RecordFromJson(std::string_view json) {
  JobRecord record;
  if (json.empty()) return record;
  if (absl::Status status = FromJson(json, record); !status.ok()) return base::Annotate(status, "the job's progress");
  return record;
}

}  // namespace certsweep::replacer
