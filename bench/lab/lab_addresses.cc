#include "bench/lab/lab_addresses.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace certsweep::lab {

namespace {

constexpr uint32_t kPerNetwork = 254;  // 1 to 254
constexpr uint32_t kLoopbackFirst = 0x7f000000;
constexpr uint32_t kLoopbackLast = 0x7fffffff;

bool IsUsable(uint32_t address) {
  const uint32_t last_octet = address & 0xff;
  return address >= kLoopbackFirst && address <= kLoopbackLast && last_octet != 0 && last_octet != 255;
}

uint32_t Ordinal(uint32_t address) { return ((address - kLoopbackFirst) >> 8) * kPerNetwork + (address & 0xff) - 1; }

uint32_t HostOrder(const base::IpAddress& address) {
  uint32_t value = 0;
  for (const uint8_t byte : address.bytes()) value = value << 8 | byte;
  return value;
}

}  // namespace

absl::StatusOr<AddressWalk> AddressWalk::Create(const base::IpAddress& first, int count) {
  if (first.is_v6() || !IsUsable(HostOrder(first))) {
    return absl::InvalidArgumentError(
        absl::StrCat("first address ", first.ToString(), ": not in 127.0.0.0/8, or ends in 0 or 255"));
  }
  const uint32_t first_ordinal = Ordinal(HostOrder(first));
  const uint32_t room = Ordinal(kLoopbackLast - 1) - first_ordinal + 1;
  if (count < 0 || static_cast<uint32_t>(count) > room) {
    return absl::InvalidArgumentError(
        absl::StrCat("there are ", room, " loopback addresses from ", first.ToString(), " on, not ", count));
  }
  return AddressWalk(first_ordinal, count);
}

uint32_t AddressWalk::At(int index) const {
  const uint32_t ordinal = first_ordinal_ + static_cast<uint32_t>(index);
  return kLoopbackFirst + ((ordinal / kPerNetwork) << 8) + ordinal % kPerNetwork + 1;
}

std::optional<int> AddressWalk::IndexOf(uint32_t address) const {
  if (!IsUsable(address)) return std::nullopt;
  const uint32_t ordinal = Ordinal(address);
  if (ordinal < first_ordinal_ || ordinal - first_ordinal_ >= static_cast<uint32_t>(count_)) return std::nullopt;
  return static_cast<int>(ordinal - first_ordinal_);
}

}  // namespace certsweep::lab
