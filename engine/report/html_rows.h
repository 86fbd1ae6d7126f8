// HtmlRows: results as the page of the HTML report reads them: JSON in script elements, a piece at a time. Every piece
// has a table of its own for the texts and lists that its rows share, so that an estate that repeats itself is small
// and the writer's memory is that of one piece. Not thread-safe.
#ifndef CERTSWEEP_ENGINE_REPORT_HTML_ROWS_H_
#define CERTSWEEP_ENGINE_REPORT_HTML_ROWS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/report/result_line.h"

namespace certsweep::report {

// JSON values by number, each once. 0 is the empty string.
class HtmlTable {
 public:
  HtmlTable() { Clear(); }

  size_t Text(std::string_view text);
  // Of numbers of this table. The empty list is 0.
  size_t List(const std::vector<size_t>& numbers);
  // One text alone stands for the list of it.
  size_t Texts(const std::vector<std::string>& texts);
  // A SHA-256 in hexadecimal, shorter: '=' and base64url. Anything else stays as it is.
  size_t Digest(std::string_view hex);

  // The values, as the inside of a JSON array.
  const std::string& json() const { return json_; }
  void Clear();

 private:
  size_t Add(std::string value);

  std::unordered_map<std::string, size_t> numbers_;
  std::string json_;
};

class HtmlRows {
 public:
  // Times are told as seconds after `start_unix_seconds`. `columns`: the names of the user's own, in their order.
  HtmlRows(int64_t start_unix_seconds, std::vector<std::string> columns)
      : start_(start_unix_seconds), columns_(std::move(columns)) {}

  void Add(const ResultLine& result);
  // Large enough to be handed on.
  bool IsFull() const;
  bool empty() const { return rows_.empty(); }
  // The script element of what was added since the last call; empty where nothing was.
  std::string Take();

 private:
  void AppendLeaf(const ResultLine& result);
  size_t Findings(const ResultLine& result);
  size_t Certificates(const std::vector<CertificateLine>& certificates, const ResultLine& result);
  size_t Columns(const ResultLine& result);
  void AppendNumber(int64_t number);

  const int64_t start_;
  const std::vector<std::string> columns_;
  HtmlTable table_;
  std::string rows_;
  size_t count_ = 0;
};

}  // namespace certsweep::report

#endif  // CERTSWEEP_ENGINE_REPORT_HTML_ROWS_H_
