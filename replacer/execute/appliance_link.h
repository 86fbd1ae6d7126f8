// ApplianceLink: the connection of a job to its appliance: made when it is needed, made anew when it was lost. The
// job's thread; blocking.
#ifndef CERTSWEEP_REPLACER_EXECUTE_APPLIANCE_LINK_H_
#define CERTSWEEP_REPLACER_EXECUTE_APPLIANCE_LINK_H_

#include <functional>
#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "replacer/deploy/remote_host.h"
#include "replacer/execute/job_tools.h"
#include "replacer/plan/job_plan.h"

namespace certsweep::replacer {

class ApplianceLink {
 public:
  using Call = std::function<absl::Status(RemoteHost&)>;

  // Both must outlive it.
  ApplianceLink(const JobPlan& plan, const JobTools& tools) : plan_(plan), tools_(tools) {}

  // What `call` of the host returns, or what connecting fails with. A connection that is lost is given up, and the next
  // call makes a new one.
  absl::Status With(const Call& call);
  // The same, tried again after a while where the connection is lost: for what has to be done. `call` may be repeated.
  absl::Status Insist(const Call& call);

 private:
  absl::StatusOr<RemoteHost*> Host();

  const JobPlan& plan_;
  const JobTools& tools_;
  std::unique_ptr<RemoteHost> host_;
};

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_EXECUTE_APPLIANCE_LINK_H_
