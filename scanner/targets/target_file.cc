#include "scanner/targets/target_file.h"

#include <string_view>

#include "engine/base/status_context.h"
#include "engine/base/text.h"

namespace certsweep::scanner {

absl::Status TargetFile::ReadAll() {
  while (!refused_) {
    auto line = reader_.Read();
    if (!line.ok()) return base::Annotate(line.status(), name_);
    if (!line->has_value()) break;
    if (auto status = TakeLine(**line); !status.ok()) return status;
  }
  if (!refused_ && csv_.in_record()) Refuse(record_line_, "a quote that is opened here is never closed");
  return absl::OkStatus();
}

void TargetFile::Refuse(uint64_t line, std::string_view message) {
  spooler_.Refuse({name_, line}, message);
  refused_ = true;
}

absl::Status TargetFile::TakeLine(const Line& line) {
  if (!csv_.in_record() && WithoutComment(line.text).empty() && !line.too_long) return absl::OkStatus();
  if (form_ == Form::kUnknown) form_ = FormByFirstLine(line);
  if (refused_) return absl::OkStatus();
  return form_ == Form::kInventory ? TakeInventoryLine(line) : TakeListLine(line);
}

TargetFile::Form TargetFile::FormByFirstLine(const Line& line) {
  const absl::Status status = CheckLine(line);
  const bool header = InventoryHeader::LooksLike(line.text);
  // Without its header an inventory can't be understood, and UTF-16 can't be read at all: skipping the line won't do.
  const bool utf16 = !status.ok() && !base::IsValidUtf8(line.text.substr(0, 2));
  if (!status.ok() && (header || utf16)) Refuse(line.number, base::ToStd(status.message()));
  return header ? Form::kInventory : Form::kList;
}

absl::Status TargetFile::TakeListLine(const Line& line) {
  const Place place{name_, line.number};
  if (auto status = CheckLine(line); !status.ok()) return spooler_.Take(place, status);
  return spooler_.Take(place, probe::ParseTarget(WithoutComment(line.text)));
}

absl::Status TargetFile::TakeInventoryLine(const Line& line) {
  if (!csv_.in_record()) {
    record_line_ = line.number;
    record_status_ = absl::OkStatus();
  }
  record_status_.Update(CheckLine(line));
  const auto want = csv_.Feed(line.text);
  if (want.ok() && *want == CsvReader::Want::kLine && !line.too_long) return absl::OkStatus();
  if (!want.ok()) record_status_.Update(want.status());
  // Where a record of several lines goes wrong, nobody knows where the next one begins.
  const bool lost = line.too_long || (!want.ok() && record_line_ != line.number);
  if (lost || (!header_ && !record_status_.ok())) {
    Refuse(record_line_, base::ToStd(record_status_.message()));
    return absl::OkStatus();
  }
  return TakeRecord();
}

absl::Status TargetFile::TakeRecord() {
  if (!header_) {
    TakeHeader();
    return absl::OkStatus();
  }
  const Place place{name_, record_line_};
  if (!record_status_.ok()) return spooler_.TakeRow(place, record_status_, columns_);
  return spooler_.TakeRow(place, header_->ParseRow(csv_.fields()), columns_);
}

void TargetFile::TakeHeader() {
  auto header = InventoryHeader::Parse(csv_.fields());
  if (!header.ok()) return Refuse(record_line_, base::ToStd(header.status().message()));
  header_ = *std::move(header);
  columns_ = spooler_.NumberColumns(header_->own_columns());
}

}  // namespace certsweep::scanner
