#include "scanner/targets/target_source.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/base/text.h"
#include "scanner/targets/exclusions.h"
#include "scanner/targets/file_descriptor.h"
#include "scanner/targets/spool.h"
#include "scanner/targets/spooled_targets.h"
#include "scanner/targets/target_file.h"
#include "scanner/targets/target_spooler.h"

namespace certsweep::scanner {

namespace {

struct InputFile {
  std::string name;
  FileDescriptor file;
  int fd = -1;
};

absl::StatusOr<std::vector<uint16_t>> UniquePorts(const std::vector<uint16_t>& ports) {
  std::vector<uint16_t> unique;
  for (const uint16_t port : ports) {
    if (port == 0) return absl::InvalidArgumentError("port 0 is not in 1 to 65535");
    if (std::find(unique.begin(), unique.end(), port) == unique.end()) unique.push_back(port);
  }
  if (unique.empty()) return absl::InvalidArgumentError("no port to scan");
  return unique;
}

// All files are opened before one is read, so that a missing one is told at once.
absl::StatusOr<std::vector<InputFile>> OpenFiles(const TargetOptions& options) {
  std::vector<InputFile> files;
  std::vector<std::string> problems;
  absl::StatusCode code = absl::StatusCode::kOk;
  bool standard_input = false;
  for (const std::string& path : options.files) {
    if (path == "-") {
      if (standard_input) return absl::InvalidArgumentError("standard input (-) can be read but once");
      standard_input = true;
      files.push_back({"standard input", FileDescriptor(), options.standard_input});
      continue;
    }
    auto file = OpenForReading(path);
    if (!file.ok()) {
      problems.emplace_back(file.status().message());
      if (code == absl::StatusCode::kOk) code = file.status().code();
      continue;
    }
    const int fd = file->get();
    files.push_back({base::DisplayText(path), *std::move(file), fd});
  }
  if (!problems.empty()) return absl::Status(code, absl::StrJoin(problems, "\n"));
  return files;
}

absl::StatusOr<Exclusions> LoadExclusions(const TargetOptions& options, ProblemList& problems) {
  Exclusions exclusions;
  for (const std::string& text : options.excludes) {
    if (auto status = exclusions.Load(text, problems); !status.ok()) return status;
  }
  if (!options.ipv4)
    exclusions.Add({base::AddressFromNumber(0, false), base::AddressFromNumber(absl::Uint128Max(), false)});
  if (!options.ipv6)
    exclusions.Add({base::AddressFromNumber(0, true), base::AddressFromNumber(absl::Uint128Max(), true)});
  return exclusions;
}

absl::Status TakeArguments(const std::vector<std::string>& arguments, TargetSpooler& spooler) {
  for (size_t i = 0; i < arguments.size(); ++i) {
    const std::string place = absl::StrCat("argument ", i + 1, " '", base::DisplayText(arguments[i], 80), "'");
    if (auto status = spooler.Take({place}, probe::ParseTarget(arguments[i])); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status NothingToScan(const TargetOptions& options, const TargetSpooler& spooler) {
  const TargetAccounting& counts = spooler.accounting();
  if (options.arguments.empty() && options.files.empty()) {
    return absl::InvalidArgumentError("nothing to scan: no target was given");
  }
  if (counts.lines == 0) {
    const std::string names = absl::StrJoin(options.files, ", ", [](std::string* out, const std::string& path) {
      absl::StrAppend(out, path == "-" ? "standard input" : base::DisplayText(path));
    });
    return absl::InvalidArgumentError(absl::StrCat("nothing to scan: no target in ", names));
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
  const auto ports = UniquePorts(options.ports);
  if (!ports.ok()) return ports.status();
  const auto files = OpenFiles(options);
  if (!files.ok()) return files.status();
  ProblemList exclusion_problems;
  auto exclusions = LoadExclusions(options, exclusion_problems);
  if (!exclusions.ok()) return exclusions.status();
  auto spool = Spool::Create();
  if (!spool.ok()) return spool.status();

  TargetSpooler spooler(*exclusions, *ports, options, *spool);
  spooler.problems() = std::move(exclusion_problems);
  if (auto status = TakeArguments(options.arguments, spooler); !status.ok()) return status;
  for (const InputFile& file : *files) {
    if (auto status = TargetFile(file.fd, file.name, spooler).ReadAll(); !status.ok()) return status;
  }
  spooler.CheckFilters();
  if (!spooler.problems().empty()) return absl::InvalidArgumentError(spooler.problems().ToString());
  if (spool->size() == 0) return NothingToScan(options, spooler);

  auto targets =
      SpooledTargets::Create(*std::move(spool), *std::move(exclusions), spooler, *ports, options.range_identity);
  if (!targets.ok()) return targets.status();
  return std::unique_ptr<TargetSource>(*std::move(targets));
}

}  // namespace certsweep::scanner
