// Structs to JSON and back, by one description for both ways: what the record keeps of a job.
//
//   template <class Fields, class Value> void Describe(Fields& fields, Value& value) { fields("name", value.name); ...
//   }
//
// found by argument-dependent lookup. Members: strings, integers, booleans, vectors and optionals of such, and structs
// with a Describe of their own. Internal to the replacer; thread-safe.
#ifndef CERTSWEEP_REPLACER_PLAN_JSON_FIELDS_H_
#define CERTSWEEP_REPLACER_PLAN_JSON_FIELDS_H_

#include <boost/json.hpp>
#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace certsweep::replacer {

class JsonSaver {
 public:
  explicit JsonSaver(boost::json::object& object) : object_(object) {}

  template <class Value>
  void operator()(const char* name, const Value& value) {
    object_.emplace(name, Save(value));
  }

 private:
  static boost::json::value Save(const std::string& text) { return boost::json::string(text.data(), text.size()); }
  template <std::integral Number>
  static boost::json::value Save(Number value) {
    if constexpr (std::is_same_v<Number, bool>) {
      return value;
    } else {
      return static_cast<int64_t>(value);
    }
  }
  template <class Value>
  static boost::json::value Save(const std::optional<Value>& value) {
    return value ? Save(*value) : boost::json::value(nullptr);
  }
  template <class Value>
  static boost::json::value Save(const std::vector<Value>& values) {
    boost::json::array array;
    for (const Value& value : values) array.push_back(Save(value));
    return array;
  }
  template <class Value>
    requires(!std::integral<Value>)
  static boost::json::value Save(const Value& value) {
    boost::json::object object;
    JsonSaver fields(object);
    Describe(fields, value);
    return object;
  }

  boost::json::object& object_;
};

// The first member that is not what it should be is kept in `status`; what is absent keeps its default.
class JsonLoader {
 public:
  JsonLoader(const boost::json::object& object, absl::Status& status) : object_(object), status_(status) {}

  template <class Value>
  void operator()(const char* name, Value& value) {
    const boost::json::value* found = object_.if_contains(name);
    if (found == nullptr || Load(*found, value) || !status_.ok()) return;
    status_ = absl::DataLossError(absl::StrCat(name, ": is not what it should be"));
  }

 private:
  static bool Load(const boost::json::value& json, std::string& text) {
    if (!json.is_string()) return false;
    text.assign(json.get_string().data(), json.get_string().size());
    return true;
  }
  template <std::integral Number>
  static bool Load(const boost::json::value& json, Number& value) {
    if constexpr (std::is_same_v<Number, bool>) {
      if (json.is_bool()) value = json.get_bool();
      return json.is_bool();
    } else {
      return LoadInteger(json, value);
    }
  }
  template <std::integral Integer>
  static bool LoadInteger(const boost::json::value& json, Integer& value) {
    if (!json.is_int64() || !std::in_range<Integer>(json.get_int64())) return false;
    value = static_cast<Integer>(json.get_int64());
    return true;
  }
  template <class Value>
  bool Load(const boost::json::value& json, std::optional<Value>& value) {
    if (json.is_null()) return true;
    return Load(json, value.emplace());
  }
  template <class Value>
  bool Load(const boost::json::value& json, std::vector<Value>& values) {
    if (!json.is_array()) return false;
    for (const boost::json::value& element : json.get_array()) {
      if (!Load(element, values.emplace_back())) return false;
    }
    return true;
  }
  template <class Value>
    requires(!std::integral<Value>)
  bool Load(const boost::json::value& json, Value& value) {
    if (!json.is_object()) return false;
    JsonLoader fields(json.get_object(), status_);
    Describe(fields, value);
    return true;
  }

  const boost::json::object& object_;
  absl::Status& status_;
};

template <class Value>
std::string ToJson(const Value& value) {
  boost::json::object object;
  JsonSaver fields(object);
  Describe(fields, value);
  return boost::json::serialize(object);
}

// DataLoss where it is no such JSON.
template <class Value>
absl::Status FromJson(std::string_view text, Value& value) {
  // Paths of appliances are bytes, whatever they mean.
  boost::json::parse_options options;
  options.allow_invalid_utf8 = true;
  boost::json::error_code error;
  const boost::json::value json = boost::json::parse({text.data(), text.size()}, error, {}, options);
  if (error || !json.is_object()) return absl::DataLossError("is no JSON object");
  absl::Status status;
  JsonLoader fields(json.get_object(), status);
  Describe(fields, value);
  return status;
}

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_PLAN_JSON_FIELDS_H_
