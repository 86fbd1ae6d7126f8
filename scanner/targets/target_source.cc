#include "scanner/targets/target_source.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/base/text.h"
#include "scanner/targets/exclusions.h"
#include "scanner/targets/spool.h"
#include "scanner/targets/spooled_targets.h"
#include "scanner/targets/target_file.h"
#include "scanner/targets/target_inputs.h"
#include "scanner/targets/target_spooler.h"

namespace certsweep::scanner {

namespace {

absl::StatusOr<std::vector<uint16_t>> UniquePorts(const std::vector<uint16_t>& ports) {
  std::vector<uint16_t> unique;
  for (const uint16_t port : ports) {
    if (port == 0) return absl::InvalidArgumentError("port 0 is not in 1 to 65535");
    if (std::find(unique.begin(), unique.end(), port) == unique.end()) unique.push_back(port);
  }
  if (unique.empty()) return absl::InvalidArgumentError("no port to scan");
  return unique;
}

absl::StatusOr<Exclusions> LoadExclusions(const TargetInputs& inputs, const TargetOptions& options,
                                          ProblemList& problems) {
  Exclusions exclusions;
  for (const TargetInput& input : inputs.inputs()) {
    if (input.kind == TargetInput::Kind::kExclude) exclusions.AddText(input.name, problems);
    if (input.kind != TargetInput::Kind::kExcludeFile) continue;
    absl::StatusOr<LineReader> lines = inputs.Lines(input);
    if (!lines.ok()) return lines.status();
    if (absl::Status status = exclusions.AddFile(input.name, *lines, problems); !status.ok()) return status;
  }
  if (!options.ipv4)
    exclusions.Add({base::AddressFromNumber(0, false), base::AddressFromNumber(absl::Uint128Max(), false)});
  if (!options.ipv6)
    exclusions.Add({base::AddressFromNumber(0, true), base::AddressFromNumber(absl::Uint128Max(), true)});
  return exclusions;
}

absl::Status TakeArgument(const std::string& text, int number, TargetSpooler& spooler) {
  const std::string place = absl::StrCat("argument ", number, " '", base::DisplayText(text, 80), "'");
  return spooler.Take({place}, probe::ParseTarget(text));
}

absl::Status TakeFile(const TargetInputs& inputs, const TargetInput& file, TargetSpooler& spooler) {
  absl::StatusOr<LineReader> lines = inputs.Lines(file);
  if (!lines.ok()) return lines.status();
  return TargetFile(*std::move(lines), file.name, spooler).ReadAll();
}

absl::Status TakeInputs(const TargetInputs& inputs, TargetSpooler& spooler) {
  int arguments = 0;
  for (const TargetInput& input : inputs.inputs()) {
    absl::Status status;
    if (input.kind == TargetInput::Kind::kArgument) status = TakeArgument(input.name, ++arguments, spooler);
    if (input.kind == TargetInput::Kind::kList) status = TakeFile(inputs, input, spooler);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

// "estate.csv, standard input".
std::string FileNames(const TargetInputs& inputs) {
  std::vector<std::string> names;
  for (const TargetInput& input : inputs.inputs()) {
    if (input.kind == TargetInput::Kind::kList) names.push_back(input.name);
  }
  return absl::StrJoin(names, ", ");
}

absl::Status NothingToScan(const TargetInputs& inputs, const TargetOptions& options, const TargetSpooler& spooler) {
  const TargetAccounting& counts = spooler.accounting();
  if (counts.lines == 0) {
    const std::string files = FileNames(inputs);
    return absl::InvalidArgumentError(files.empty() ? "nothing to scan: no target was given"
                                                    : absl::StrCat("nothing to scan: no target in ", files));
  }
  std::string message = absl::StrCat("nothing to scan: of ", counts.lines, counts.lines == 1 ? " line " : " lines ",
                                     counts.excluded, " excluded, ", counts.skipped, " invalid and skipped");
  if (!options.ipv4 || !options.ipv6) {
    absl::StrAppend(&message, " (addresses of the other family count as excluded)");
  }
  if (!options.where.empty()) absl::StrAppend(&message, " (what --where leaves out counts as excluded)");
  if (!spooler.skipped().empty()) absl::StrAppend(&message, "\n", spooler.skipped().ToString());
  return absl::InvalidArgumentError(message);
}

}  // namespace

absl::StatusOr<std::unique_ptr<TargetSource>> TargetSource::Open(const TargetOptions& options) {
  const absl::StatusOr<TargetInputs> inputs = TargetInputs::Read(options);
  if (!inputs.ok()) return inputs.status();
  return Open(*inputs, options);
}

absl::StatusOr<std::unique_ptr<TargetSource>> TargetSource::Open(const TargetInputs& inputs,
                                                                 const TargetOptions& options) {
  const auto ports = UniquePorts(options.ports);
  if (!ports.ok()) return ports.status();
  ProblemList exclusion_problems;
  auto exclusions = LoadExclusions(inputs, options, exclusion_problems);
  if (!exclusions.ok()) return exclusions.status();
  auto spool = Spool::Create();
  if (!spool.ok()) return spool.status();

  TargetSpooler spooler(*exclusions, *ports, options, *spool);
  spooler.problems() = std::move(exclusion_problems);
  if (auto status = TakeInputs(inputs, spooler); !status.ok()) return status;
  spooler.CheckFilters();
  if (!spooler.problems().empty()) return absl::InvalidArgumentError(spooler.problems().ToString());
  if (spool->size() == 0) return NothingToScan(inputs, options, spooler);

  auto targets =
      SpooledTargets::Create(*std::move(spool), *std::move(exclusions), spooler, *ports, options.range_identity);
  if (!targets.ok()) return targets.status();
  return std::unique_ptr<TargetSource>(*std::move(targets));
}

}  // namespace certsweep::scanner
