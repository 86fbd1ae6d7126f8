// IdList: row numbers in few bytes: 7 bits a byte, the lowest first, the high bit on all bytes of a number but its
// last. Thread-safe: pure.
#ifndef CERTSWEEP_ENGINE_ESTATE_ID_LIST_H_
#define CERTSWEEP_ENGINE_ESTATE_ID_LIST_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace certsweep::estate {

// `ids` are not negative.
std::string EncodeIds(std::span<const int64_t> ids);
// None: it is cut off, or holds a number of more than 63 bits (a damaged record).
std::optional<std::vector<int64_t>> DecodeIds(std::string_view bytes);

}  // namespace certsweep::estate

#endif  // CERTSWEEP_ENGINE_ESTATE_ID_LIST_H_
