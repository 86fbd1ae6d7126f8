// TargetFile reads one file of targets, a list or an inventory (which, its first line tells), and hands each line on.
// Memory is bounded, whatever the file holds. Not thread-safe.
#ifndef CERTSWEEP_SCANNER_TARGETS_TARGET_FILE_H_
#define CERTSWEEP_SCANNER_TARGETS_TARGET_FILE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "scanner/targets/csv_reader.h"
#include "scanner/targets/inventory.h"
#include "scanner/targets/line_reader.h"
#include "scanner/targets/target_spooler.h"

namespace certsweep::scanner {

class TargetFile {
 public:
  // `name` is shown with problems.
  TargetFile(LineReader lines, std::string name, TargetSpooler& spooler)
      : name_(std::move(name)), reader_(std::move(lines)), spooler_(spooler) {}

  // Reads to the end. What is wrong with lines is told to the spooler; a failed read or spool is an error.
  absl::Status ReadAll();

 private:
  enum class Form { kUnknown, kList, kInventory };

  absl::Status TakeLine(const Line& line);
  absl::Status TakeListLine(const Line& line);
  absl::Status TakeInventoryLine(const Line& line);
  absl::Status TakeRecord();
  void TakeHeader();
  Form FormByFirstLine(const Line& line);
  void Refuse(uint64_t line, std::string_view message);

  const std::string name_;
  LineReader reader_;
  TargetSpooler& spooler_;
  Form form_ = Form::kUnknown;
  bool refused_ = false;  // the rest of the file can't be read
  CsvReader csv_;
  uint64_t record_line_ = 0;    // where the record began
  absl::Status record_status_;  // the first thing that is wrong with the text of the record
  std::optional<InventoryHeader> header_;
  std::vector<uint32_t> columns_;
};

}  // namespace certsweep::scanner

#endif  // CERTSWEEP_SCANNER_TARGETS_TARGET_FILE_H_
