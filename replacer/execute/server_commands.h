// The commands of a profile, run on an appliance: tests of the new file or of the whole configuration, and the restart
// or the dialogue that tells the server. The thread of the host; blocking. Errors: of the connection (remote_host.h),
// and FailedPrecondition with what a command ended with and printed.
#ifndef CERTSWEEP_REPLACER_EXECUTE_SERVER_COMMANDS_H_
#define CERTSWEEP_REPLACER_EXECUTE_SERVER_COMMANDS_H_

#include <string>

#include "absl/status/status.h"
#include "replacer/deploy/remote_host.h"
#include "replacer/plan/job_plan.h"

namespace certsweep::replacer {

// Whether test_command takes {pem}: then it is about the new file, before that takes the old one's place.
bool TestsPem(const JobPlan& plan);
// test_command, with `path` for {pem}. REQUIRES: TestsPem.
absl::Status TestPem(RemoteHost& host, const JobPlan& plan, const std::string& path);
// test_command, as it is. REQUIRES: there is one, and !TestsPem.
absl::Status TestServer(RemoteHost& host, const JobPlan& plan);
// restart_command, or the dialogue where there is one.
absl::Status TellServer(RemoteHost& host, const JobPlan& plan);

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_EXECUTE_SERVER_COMMANDS_H_
