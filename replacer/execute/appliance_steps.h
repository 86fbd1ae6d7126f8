// The steps of a job on the appliance: looking at it, backing up, uploading, installing, testing, restarting, looking
// at what is served, and putting the old file back. Each may be run again after a crash or a lost connection. The job's
// thread; blocking.
#ifndef CERTSWEEP_REPLACER_EXECUTE_APPLIANCE_STEPS_H_
#define CERTSWEEP_REPLACER_EXECUTE_APPLIANCE_STEPS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/base/secret_text.h"
#include "replacer/deploy/remote_host.h"
#include "replacer/execute/appliance_link.h"
#include "replacer/execute/job_folder.h"
#include "replacer/execute/job_record.h"
#include "replacer/execute/job_tools.h"
#include "replacer/execute/served_certificates.h"
#include "replacer/execute/step_outcome.h"
#include "replacer/plan/job_plan.h"

namespace certsweep::replacer {

class ApplianceSteps {
 public:
  // All must outlive it; `record` is added to.
  ApplianceSteps(const JobPlan& plan, JobRecord& record, const JobTools& tools)
      : plan_(plan), record_(record), tools_(tools), link_(plan, tools), served_(plan, record, tools) {}

  // What the file there holds now: private key and all.
  absl::StatusOr<base::SecretText> ReadOldPem();

  // Whether it can be done at all, and what is there now. Writes nothing over there.
  StepOutcome Preflight();
  StepOutcome BackUp();
  StepOutcome Upload();
  StepOutcome Install();
  StepOutcome Test();
  StepOutcome Restart();
  // Each endpoint by each identity serves the very leaf that was issued, and complies; and does so again later.
  StepOutcome Verify();
  // Puts the old file back and sees what is served.
  StepOutcome Restore();

 private:
  absl::Status InspectAll(RemoteHost& host);
  absl::Status InspectOne(RemoteHost& host, const std::string& path, std::string_view new_content);
  absl::Status NameTemporaries();
  // Uploads all files, and tests them where they can be tested before they are installed.
  absl::Status UploadAll();
  // That each file is the old one or already the new one: what somebody else put there is not written over.
  absl::Status CheckBeforeInstall(RemoteHost& host);
  absl::Status InstallAll();
  // Sees that nothing of ours was installed, and takes away what was uploaded.
  absl::Status LeaveUntouched(RemoteHost& host);
  absl::Status PutBack(RemoteHost& host, const ReplacedFile& file);
  absl::Status PutAllBack(RemoteHost& host);
  // "; ... may be left on the appliance" of each that is there still; empty: none.
  std::string RemoveUploads();
  std::string ByHand() const;
  // Of more than are to be kept. What went wrong, for people: the job is done all the same.
  std::string PruneOldBackups();
  absl::StatusOr<base::SecretText> ContentOf(size_t file) const;

  const JobPlan& plan_;
  JobRecord& record_;
  const JobTools& tools_;
  ApplianceLink link_;
  ServedCertificates served_;
  std::vector<std::string> notices_;  // of the inspection
};

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_EXECUTE_APPLIANCE_STEPS_H_
