// EnumSet: some of an enum's values, a bit each. A value; thread-safe.
#ifndef CERTSWEEP_ENGINE_BASE_ENUM_SET_H_
#define CERTSWEEP_ENGINE_BASE_ENUM_SET_H_

#include <cstdint>
#include <initializer_list>

namespace certsweep::base {

// REQUIRES: the values of Enum are from 0 to 31.
template <class Enum>
class EnumSet {
 public:
  constexpr EnumSet() = default;
  constexpr EnumSet(std::initializer_list<Enum> values) {
    for (const Enum value : values) Insert(value);
  }

  constexpr void Insert(Enum value) { bits_ |= BitOf(value); }
  constexpr bool Contains(Enum value) const { return (bits_ & BitOf(value)) != 0; }

  friend constexpr bool operator==(EnumSet, EnumSet) = default;

 private:
  static constexpr uint32_t BitOf(Enum value) { return uint32_t{1} << static_cast<uint32_t>(value); }
  uint32_t bits_ = 0;
};

}  // namespace certsweep::base

#endif  // CERTSWEEP_ENGINE_BASE_ENUM_SET_H_
