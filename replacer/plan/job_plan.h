// JobPlan: one replacement of one PEM file of one appliance, as it is to be done: what is covered, where to go, what to
// ask for. It is kept in the record with the job, so that a job is gone on with as it was begun, whatever the
// configuration says by then. Never a secret. A value; thread-safe.
#ifndef CERTSWEEP_REPLACER_PLAN_JOB_PLAN_H_
#define CERTSWEEP_REPLACER_PLAN_JOB_PLAN_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/estate/estate.h"

namespace certsweep::replacer {

// A line of a dialogue with a restricted shell.
struct PlannedDialogueStep {
  std::string expect, send;

  friend bool operator==(const PlannedDialogueStep&, const PlannedDialogueStep&) = default;
};

struct JobPlan {
  std::string name;                            // safe as the name of a file: "sps01.corp-4343"
  std::vector<estate::EndpointKey> endpoints;  // what serves the file; each has an address
  std::vector<std::string> identities;         // of the inventory: the union of theirs
  std::string ssh_host, ssh_address;           // address: where to connect; empty: ssh_host is resolved
  uint16_t ssh_port = 22;
  std::string ssh_user, ssh_host_key;  // host key: a fingerprint; empty: known_hosts decides
  bool legacy_ssh = false;
  std::string pem_path, chain_path;  // as configured; chain_path empty: there is none
  std::optional<uint32_t> pem_mode;
  std::string test_command, restart_command;
  std::vector<PlannedDialogueStep> dialogue;   // in place of restart_command
  std::string profile, issuer, template_path;  // template empty: the default request
  std::string key_type;
  bool reuse_key = false;

  // In the plan's own words, and not kept.
  std::vector<std::string> problems;  // why it can't be done
  std::vector<std::string> warnings;
  std::string codes;      // what the endpoints were queued for
  uint64_t position = 0;  // in the inventory

  // Which file of which appliance: "10.0.0.7:22:/etc/lighttpd/server.pem".
  std::string Location() const { return LocationOf(pem_path); }
  // The same of another path of it.
  std::string LocationOf(std::string_view path) const;
  // "host:port" of the first endpoint.
  std::string Title() const;
};

// JSON with all that is kept.
std::string PlanToJson(const JobPlan& plan);
// DataLoss: it is no such JSON.
absl::StatusOr<JobPlan> PlanFromJson(std::string_view json);

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_PLAN_JOB_PLAN_H_
