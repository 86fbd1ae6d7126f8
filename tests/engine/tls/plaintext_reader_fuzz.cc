// The same messages and alerts come out however the bytes arrive, and no more than went in. The first byte of the input
// says in how large pieces.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "engine/tls/plaintext_reader.h"

namespace {

using certsweep::base::AsBytes;
using certsweep::base::AsText;
using certsweep::tls::PlaintextReader;

void Require(bool condition) {
  if (!condition) std::abort();
}

// All that came out, one after the other; false once there is no next.
bool Drain(PlaintextReader& reader, std::string* out, size_t* bytes) {
  while (true) {
    switch (reader.Next()) {
      case PlaintextReader::Event::kNeedsMore:
        return true;
      case PlaintextReader::Event::kMessage:
        *bytes += 4 + reader.message_body().size();
        out->append("m" + std::to_string(reader.message_type()) + " ").append(AsText(reader.message_body()));
        break;
      case PlaintextReader::Event::kAlert:
        *bytes += 2;
        out->append("a" + std::to_string(reader.alert_level()) + " " + std::to_string(reader.alert_description()));
        break;
      case PlaintextReader::Event::kTooLarge:
        out->append("too large " + std::to_string(reader.message_type()));
        return false;
      case PlaintextReader::Event::kMalformed:
        out->append(reader.error());
        return false;
    }
  }
}

std::string Read(std::string_view stream, size_t chunk) {
  PlaintextReader reader;
  std::string out;
  size_t bytes = 0;
  bool goes_on = true;
  for (size_t at = 0; at < stream.size() && goes_on; at += chunk) {
    reader.Append(AsBytes(stream.substr(at, chunk)));
    goes_on = Drain(reader, &out, &bytes);
  }
  Require(bytes <= stream.size());
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::string_view stream = AsText({data + 1, size - 1});
  const std::string at_once = Read(stream, stream.size() + 1);
  Require(Read(stream, 1) == at_once);
  Require(Read(stream, 1 + size_t{data[0]}) == at_once);
  return 0;
}
