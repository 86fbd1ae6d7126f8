// What is read as an address or a network is written in one form, which is read as the same; inet_pton agrees.

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "engine/base/ip_address.h"

namespace {

using certsweep::base::Bytes;
using certsweep::base::IpAddress;
using certsweep::base::IpNetwork;

void Require(bool condition) {
  if (!condition) std::abort();
}

void CheckAgainstSystem(const std::string& text) {
  // inet_pton stops at a NUL.
  if (text.find('\0') != std::string::npos) return;
  std::array<uint8_t, 16> bytes;
  const std::optional<IpAddress> address = IpAddress::Parse(text);
  const bool is_v4 = inet_pton(AF_INET, text.c_str(), bytes.data()) == 1;
  if (!is_v4 && inet_pton(AF_INET6, text.c_str(), bytes.data()) != 1) return Require(!address);
  Require(address && address->is_v6() != is_v4);
  Require(std::equal(address->bytes().begin(), address->bytes().end(), bytes.begin()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  CheckAgainstSystem(text);
  if (const std::optional<IpAddress> address = IpAddress::Parse(text)) {
    Require(IpAddress::Parse(address->ToString()) == address);
    Require(IpAddress::FromBytes(address->bytes()) == address);
  }
  if (const std::optional<IpNetwork> network = IpNetwork::Parse(text)) {
    Require(IpNetwork::Parse(network->ToString()) == network);
    Require(network->Contains(network->first()) && network->Contains(network->last()));
    Require(network->first() <= network->last());
  }
  return 0;
}
