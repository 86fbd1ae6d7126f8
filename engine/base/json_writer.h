// Writes JSON text straight into a string: always valid UTF-8 and valid JSON, whatever the strings hold. Not
// thread-safe for one string; otherwise pure.
#ifndef CERTSWEEP_ENGINE_BASE_JSON_WRITER_H_
#define CERTSWEEP_ENGINE_BASE_JSON_WRITER_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/bytes.h"

namespace certsweep::base {

// The string in quotes. What is not UTF-8 becomes U+FFFD.
void AppendJsonString(std::string_view text, std::string& out);
// Text that a peer chose: made visible (DisplayText), so that a terminal that shows the line comes to no harm. Never
// cut.
void AppendJsonPeerString(std::string_view text, std::string& out);
void AppendJsonInteger(int64_t value, std::string& out);

// Appends members to an object that the destructor closes. Keys are our own: plain ASCII.
class JsonObjectWriter {
 public:
  // `out` must outlive it.
  explicit JsonObjectWriter(std::string& out) : out_(out) { out_ += '{'; }
  ~JsonObjectWriter() { out_ += '}'; }
  JsonObjectWriter(const JsonObjectWriter&) = delete;
  JsonObjectWriter& operator=(const JsonObjectWriter&) = delete;

  // The key; the caller appends the value to the result.
  std::string& Key(std::string_view key);
  void String(std::string_view key, std::string_view text) { AppendJsonString(text, Key(key)); }
  void PeerString(std::string_view key, std::string_view text) { AppendJsonPeerString(text, Key(key)); }
  void Integer(std::string_view key, int64_t value) { AppendJsonInteger(value, Key(key)); }
  void Boolean(std::string_view key, bool value) { Key(key) += value ? "true" : "false"; }
  void Hex(std::string_view key, Bytes bytes);

 private:
  std::string& out_;
  bool first_ = true;
};

// `append(element)` appends one element's JSON to `out`.
template <typename Range, typename Append>
void AppendJsonArray(const Range& range, std::string& out, Append append) {
  out += '[';
  bool first = true;
  for (const auto& element : range) {
    if (!first) out += ',';
    first = false;
    append(element);
  }
  out += ']';
}

}  // namespace certsweep::base

#endif  // CERTSWEEP_ENGINE_BASE_JSON_WRITER_H_
