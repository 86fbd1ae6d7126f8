#include "scanner/targets/csv_reader.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "scanner/targets/line_reader.h"

namespace certsweep::scanner {

namespace {

absl::Status Bad(const std::string& message) { return absl::InvalidArgumentError(message); }

}  // namespace

void CsvReader::EndField() {
  fields_.push_back(std::move(field_));
  field_.clear();
  state_ = State::kFieldStart;
}

absl::Status CsvReader::Take(char c) {
  switch (state_) {
    case State::kFieldStart:
      if (c == ',') {
        EndField();
      } else if (c == '"') {
        state_ = State::kQuoted;
      } else {
        state_ = State::kPlain;
        field_ += c;
      }
      return absl::OkStatus();
    case State::kPlain:
      if (c == ',') {
        EndField();
        return absl::OkStatus();
      }
      if (c == '"')
        return Bad("a quote inside a field that does not begin with one: quote the field and double the quote");
      field_ += c;
      return absl::OkStatus();
    case State::kQuoted:
      if (c == '"') {
        state_ = State::kQuoteInQuoted;
      } else {
        field_ += c;
      }
      return absl::OkStatus();
    case State::kQuoteInQuoted:
      if (c == ',') {
        EndField();
        return absl::OkStatus();
      }
      if (c != '"') return Bad("text after a field's closing quote");
      field_ += c;
      state_ = State::kQuoted;
      return absl::OkStatus();
  }
  return absl::OkStatus();
}

absl::StatusOr<CsvReader::Want> CsvReader::Feed(std::string_view line) {
  if (state_ == State::kQuoted) {
    field_ += '\n';
  } else {
    fields_.clear();
    field_.clear();
    bytes_ = 0;
    state_ = State::kFieldStart;
  }
  bytes_ += line.size() + 1;
  absl::Status status;
  if (bytes_ > kMaxLineBytes + 1)
    status = Bad(absl::StrCat("a record of over ", kMaxLineBytes, " bytes: is a quote not closed?"));
  for (size_t i = 0; i < line.size() && status.ok(); ++i) status = Take(line[i]);
  if (!status.ok()) {
    state_ = State::kFieldStart;
    return status;
  }
  if (state_ == State::kQuoted) return Want::kLine;
  EndField();
  return Want::kNothing;
}

std::string CsvLine(const std::vector<std::string>& fields) {
  std::string line;
  for (const std::string& field : fields) {
    if (!line.empty()) line += ',';
    line += '"';
    for (const char c : field) line.append(c == '"' ? 2 : 1, c);
    line += '"';
  }
  return line;
}

}  // namespace certsweep::scanner
