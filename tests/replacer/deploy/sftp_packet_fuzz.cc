// Whatever a server sends, in whatever pieces: the same packets come out, and no field is read beyond its packet.

#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "replacer/deploy/sftp_packet.h"

namespace {

using certsweep::replacer::SftpFields;
using certsweep::replacer::SftpStream;

void Require(bool condition) {
  if (!condition) std::abort();
}

std::vector<std::string> PacketsOf(std::string_view bytes, size_t piece) {
  SftpStream stream;
  std::vector<std::string> packets;
  for (size_t at = 0; at < bytes.size(); at += piece) {
    stream.Feed(bytes.substr(at, piece));
    for (;;) {
      auto next = stream.Next();
      if (!next.ok()) return packets;
      if (!*next) break;
      packets.push_back(**next);
    }
  }
  return packets;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::vector<std::string> packets = PacketsOf(bytes, bytes.size() + 1);
  Require(packets == PacketsOf(bytes, 7));
  for (const std::string& packet : packets) {
    SftpFields fields(packet);
    fields.U8();
    fields.U32();
    Require(fields.Text().size() <= packet.size());
    fields.Attributes();
    if (!fields.ok()) Require(fields.Text().empty() && fields.U64() == 0);
  }
  return 0;
}
