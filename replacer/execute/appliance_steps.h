// The steps of a job on the appliance: looking at it, backing up, uploading, installing, testing, restarting, looking
// at what is served, and putting the old file back. Each may be run again after a crash or a lost connection. The job's
// thread; blocking.
#ifndef CERTSWEEP_REPLACER_EXECUTE_APPLIANCE_STEPS_H_
#define CERTSWEEP_REPLACER_EXECUTE_APPLIANCE_STEPS_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/base/secret_text.h"
#include "replacer/deploy/remote_host.h"
#include "replacer/execute/job_folder.h"
#include "replacer/execute/job_record.h"
#include "replacer/execute/job_tools.h"
#include "replacer/execute/step_outcome.h"
#include "replacer/plan/job_plan.h"

namespace certsweep::replacer {

class ApplianceSteps {
 public:
  // All must outlive it; `record` is added to.
  ApplianceSteps(const JobPlan& plan, JobRecord& record, const JobTools& tools)
      : plan_(plan), record_(record), tools_(tools) {}

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
  // The connection there is, or a new one.
  absl::StatusOr<RemoteHost*> Host();
  // What `call` of the host returns; a connection that is lost is given up, and the next call makes a new one.
  absl::Status WithHost(const std::function<absl::Status(RemoteHost&)>& call);
  absl::Status InspectAll(RemoteHost& host);
  absl::Status InspectOne(RemoteHost& host, const std::string& path, std::string_view new_content);
  absl::Status SeeWhatIsServed();
  absl::Status NameTemporaries();
  // Uploads all files, and tests them where they can be tested before they are installed.
  absl::Status UploadAll();
  // Of more than are to be kept. What went wrong, for people: the job is done all the same.
  std::string PruneOldBackups();
  absl::StatusOr<base::SecretText> ContentOf(size_t file) const;
  // Runs a command of the profile. The error says what it printed.
  absl::Status RunCommand(RemoteHost& host, std::string_view what, const std::string& command);
  absl::Status RunTest(RemoteHost& host, const std::string& path);
  absl::Status TellServer(RemoteHost& host);
  bool TestsBeforeRename() const { return plan_.test_command.find("{pem}") != std::string::npos; }
  // What is wrong with what is served now; empty: nothing.
  absl::StatusOr<std::string> WhatIsNotNew();
  absl::StatusOr<std::string> WhatIsNotOld();
  // Asks `what_is_wrong` again and again until it is empty, or a server had its time.
  absl::StatusOr<std::string> WaitUntilRight(absl::StatusOr<std::string> (ApplianceSteps::*what_is_wrong)());

  const JobPlan& plan_;
  JobRecord& record_;
  const JobTools& tools_;
  std::unique_ptr<RemoteHost> host_;
  std::vector<std::string> notices_;  // of the inspection
};

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_EXECUTE_APPLIANCE_STEPS_H_
