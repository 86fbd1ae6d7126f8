#include "cli/lab_command.h"

#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "cli/exit_code.h"
#include "cli/output.h"
#include "engine/base/text.h"

namespace certsweep::cli {

namespace {

absl::Status Write(const std::string& path, std::string_view content) {
  if (path.empty()) return absl::OkStatus();
  return path == "-" ? WriteToStandardOutput(content) : WriteFile(path, content);
}

std::string WrittenFiles(const LabArguments& arguments) {
  std::string text;
  if (!arguments.inventory.empty()) absl::StrAppend(&text, "inventory: ", base::DisplayText(arguments.inventory), "\n");
  if (!arguments.trust.empty()) absl::StrAppend(&text, "trust: ", base::DisplayText(arguments.trust), "\n");
  return text;
}

// "1000 endpoints from 127.20.0.1 to 127.20.3.248, port 4343\n  400 good-ecdsa  ..."
std::string Describe(const lab::Lab& lab, const LabArguments& arguments) {
  const std::vector<lab::LabEndpoint>& endpoints = lab.endpoints();
  std::string text = absl::StrCat("lab: ", endpoints.size(), " endpoints, ", endpoints.front().address.ToString(),
                                  " to ", endpoints.back().address.ToString(), ", port ", lab.port(), "\n");
  std::map<lab::LabKind, uint64_t> counts;
  for (const lab::LabEndpoint& endpoint : endpoints) ++counts[endpoint.kind];
  for (const auto& [kind, count] : counts) {
    const lab::LabKindInfo& info = lab::InfoOf(kind);
    const std::string number = absl::StrCat(count);
    absl::StrAppend(&text, std::string(number.size() < 9 ? 9 - number.size() : 1, ' '), number, "  ",
                    base::ToAbsl(info.name), ": ", base::ToAbsl(info.about), "\n");
  }
  return text + WrittenFiles(arguments);
}

void WaitForStop(const std::stop_token& token) {
  std::mutex mutex;
  std::condition_variable_any wake;
  std::unique_lock lock(mutex);
  wake.wait(lock, token, [] { return false; });
}

// "8 appliances from 127.20.0.1 to 127.20.0.8 ..." and what to do with them.
std::string Describe(const lab::ApplianceEstate& estate, const LabArguments& arguments) {
  const std::string first = estate.appliances().front()->address().ToString();
  const std::string last = estate.appliances().back()->address().ToString();
  return absl::StrCat("lab: ", estate.appliances().size(), " appliances, ", first, " to ", last, ": lighttpd on port ",
                      estate.https_port(), ", sshd on port ", estate.ssh_port(),
                      "\n"
                      "each has a self-signed certificate; in another terminal:\n"
                      "  cd '",
                      base::DisplayText(estate.folder(), SIZE_MAX),
                      "'\n"
                      "  certsweep scan -t estate.csv --config certsweep.toml\n"
                      "  certsweep replace plan --config certsweep.toml\n"
                      "  certsweep replace run --config certsweep.toml --yes\n",
                      WrittenFiles(arguments));
}

template <typename Estate>
absl::Status Announce(const Estate& lab, const LabArguments& arguments) {
  for (const auto& [path, content] :
       {std::pair(arguments.inventory, lab.InventoryCsv()), std::pair(arguments.trust, lab.TrustPem())}) {
    if (absl::Status written = Write(path, content); !written.ok()) return written;
  }
  const std::string description = arguments.quiet ? std::string() : Describe(lab, arguments);
  return WriteToStandardOutput(absl::StrCat(description, "ready\n"));
}

int Fail(const absl::Status& status, ExitCode code) {
  if (absl::IsCancelled(status)) return kExitInterrupted;
  Complain(absl::StrCat("lab: ", status.message()));
  return code;
}

template <typename Estate>
int Serve(const absl::StatusOr<std::unique_ptr<Estate>>& lab, const LabArguments& arguments, SignalWatcher& signals) {
  if (!lab.ok()) return Fail(lab.status(), SetupExitCode(lab.status()));
  signals.StopGracefully();
  if (absl::Status announced = Announce(**lab, arguments); !announced.ok()) {
    return Fail(announced, SetupExitCode(announced));
  }
  WaitForStop(signals.token());
  (*lab)->Stop();
  return kExitCompliant;
}

}  // namespace

int RunLabCommand(const LabArguments& arguments, SignalWatcher& signals) {
  if (arguments.estate.appliances > 0) {
    return Serve(lab::ApplianceEstate::Start(arguments.estate), arguments, signals);
  }
  return Serve(lab::Lab::Start(arguments.lab), arguments, signals);
}

}  // namespace certsweep::cli
