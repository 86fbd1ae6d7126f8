#include "scanner/sinks/written_endpoints.h"

#include <cerrno>
#include <cstdint>
#include <fstream>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "engine/base/ip_address.h"
#include "engine/base/status_context.h"
#include "engine/base/text.h"
#include "engine/report/csv_rows.h"
#include "engine/report/result_line.h"
#include "scanner/targets/csv_reader.h"

namespace certsweep::scanner {

namespace {

// Collects the endpoints of an output, and says where it is not the run's.
class Collector {
 public:
  Collector(const std::string& path, const DoneEndpoints& of_run) : path_(path), of_run_(of_run) {}

  absl::Status Add(uint64_t line, std::string_view host, std::string_view address_text, uint16_t port) {
    const std::optional<base::IpAddress> address = base::IpAddress::Parse(address_text);
    if (of_run_.Find(host, address, port) == DoneEndpoints::Found::kNo) {
      return Complain(line, absl::StrCat(base::DisplayText(host), ":", port, " is no result of this run"));
    }
    written_.Add(host, address, port, true);
    return absl::OkStatus();
  }

  absl::Status Complain(uint64_t line, std::string_view why) const {
    return absl::InvalidArgumentError(absl::StrCat(base::DisplayText(path_), ":", line, ": ", base::ToAbsl(why),
                                                   "; to go on with a run, name its own file or a new one"));
  }

  DoneEndpoints Finish() {
    written_.Sort();
    return std::move(written_);
  }

 private:
  const std::string& path_;
  const DoneEndpoints& of_run_;
  DoneEndpoints written_;
};

// Calls `take` with each line that has its end. A file that is missing has none.
absl::Status VisitWholeLines(const std::string& path,
                             const std::function<absl::Status(uint64_t number, const std::string& line)>& take) {
  std::ifstream file(path, std::ios::binary);
  if (!file.is_open()) return errno == ENOENT ? absl::OkStatus() : base::ErrnoStatus(errno, base::DisplayText(path));
  std::string line;
  for (uint64_t number = 1; std::getline(file, line) && !file.eof(); ++number) {
    if (absl::Status status = take(number, line); !status.ok()) return status;
  }
  return file.bad() ? base::ErrnoStatus(EIO, base::DisplayText(path)) : absl::OkStatus();
}

}  // namespace

absl::StatusOr<DoneEndpoints> ReadWrittenJsonl(const std::string& path, const DoneEndpoints& of_run) {
  Collector collector(path, of_run);
  const absl::Status status = VisitWholeLines(path, [&](uint64_t number, const std::string& text) {
    const absl::StatusOr<report::ResultLine> line = report::ParseResultLine(text);
    if (!line.ok()) return collector.Complain(number, absl::StrCat("no result: ", line.status().message()));
    return collector.Add(number, line->host, line->address, line->port);
  });
  if (!status.ok()) return status;
  return collector.Finish();
}

absl::StatusOr<DoneEndpoints> ReadWrittenCsv(const std::string& path, std::span<const std::string> column_names,
                                             const DoneEndpoints& of_run) {
  constexpr size_t kHost = 1, kAddress = 2, kPort = 3;  // of the header
  std::string expected;
  report::AppendCsvHeader(column_names, expected);
  Collector collector(path, of_run);
  CsvReader reader;
  std::string header;
  uint64_t record_line = 0;
  const auto take = [&](uint64_t number, const std::string& text) -> absl::Status {
    if (header.size() < expected.size()) {
      header += text + "\n";
      if (expected.starts_with(header)) return absl::OkStatus();
      return collector.Complain(number, "the header of another scan's CSV");
    }
    if (!reader.in_record()) record_line = number;
    const auto want = reader.Feed(text);
    if (!want.ok()) return collector.Complain(record_line, base::ToStd(want.status().message()));
    if (*want == CsvReader::Want::kLine) return absl::OkStatus();
    const std::vector<std::string>& fields = reader.fields();
    uint32_t port = 0;
    if (fields.size() <= kPort || !absl::SimpleAtoi(fields[kPort], &port) || port > 65535) {
      return collector.Complain(record_line, "no result");
    }
    return collector.Add(record_line, fields[kHost], fields[kAddress], static_cast<uint16_t>(port));
  };
  const absl::Status status = VisitWholeLines(path, take);
  if (!status.ok()) return status;
  return collector.Finish();
}

}  // namespace certsweep::scanner
