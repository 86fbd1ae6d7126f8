#include "replacer/plan/job_plan.h"

#include "engine/base/host_and_port.h"
#include "engine/base/status_context.h"
#include "replacer/plan/json_fields.h"

namespace certsweep::estate {

template <class Fields, class Key>
void Describe(Fields& fields, Key& key) {
  fields("host", key.host);
  fields("address", key.address);
  fields("port", key.port);
}

}  // namespace certsweep::estate

namespace certsweep::replacer {

template <class Fields, class Step>
  requires std::same_as<std::remove_const_t<Step>, PlannedDialogueStep>
void Describe(Fields& fields, Step& step) {
  fields("expect", step.expect);
  fields("send", step.send);
}

template <class Fields, class Plan>
  requires std::same_as<std::remove_const_t<Plan>, JobPlan>
void Describe(Fields& fields, Plan& plan) {
  fields("name", plan.name);
  fields("endpoints", plan.endpoints);
  fields("identities", plan.identities);
  fields("ssh_host", plan.ssh_host);
  fields("ssh_address", plan.ssh_address);
  fields("ssh_port", plan.ssh_port);
  fields("ssh_user", plan.ssh_user);
  fields("ssh_host_key", plan.ssh_host_key);
  fields("legacy_ssh", plan.legacy_ssh);
  fields("pem_path", plan.pem_path);
  fields("chain_path", plan.chain_path);
  fields("pem_mode", plan.pem_mode);
  fields("test_command", plan.test_command);
  fields("restart_command", plan.restart_command);
  fields("dialogue", plan.dialogue);
  fields("profile", plan.profile);
  fields("issuer", plan.issuer);
  fields("template", plan.template_path);
  fields("key_type", plan.key_type);
  fields("reuse_key", plan.reuse_key);
}

std::string JobPlan::LocationOf(std::string_view path) const {
  return (ssh_address.empty() ? ssh_host : ssh_address) + ":" + std::to_string(ssh_port) + ":" + std::string(path);
}

std::string JobPlan::Title() const {
  return endpoints.empty() ? name : base::HostAndPort(endpoints.front().host, endpoints.front().port);
}

std::string PlanToJson(const JobPlan& plan) { return ToJson(plan); }

absl::StatusOr<JobPlan> PlanFromJson(std::string_view json) {
  JobPlan plan;
  if (absl::Status status = FromJson(json, plan); !status.ok()) return base::Annotate(status, "the job's plan");
  if (plan.endpoints.empty()) return absl::DataLossError("the job's plan: covers no endpoint");
  return plan;
}

}  // namespace certsweep::replacer
