package fuzz

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/agencyaccess/agencyaccess/store"
)

var kindNames = map[store.Kind]string{
	store.ListAgencies: "ListAgencies", store.ListStaffUsers: "ListStaffUsers", store.ListRecruiters: "ListRecruiters",
	store.ListColleagues: "ListColleagues", store.ListOpenings: "ListOpenings", store.ListGranted: "ListGranted",
	store.ListSubmissions: "ListSubmissions", store.ListAgencySubmissions: "ListAgencySubmissions",
	store.ListOwnSubmissions: "ListOwnSubmissions", store.ListShares: "ListShares", store.ListRemarks: "ListRemarks",
	store.ListJournal: "ListJournal", store.ListClaims: "ListClaims", store.ListAgencyClaims: "ListAgencyClaims",
	store.ListOwnClaims: "ListOwnClaims", store.ListCandidates: "ListCandidates",
	store.ListInvitations: "ListInvitations", store.ListLists: "ListLists",
}

// golike writes a value as Go about would, without the fields that are zero.
func golike(v any) string { return literal(reflect.ValueOf(v)) }

// golikeAll writes values as arguments.
func golikeAll[T any](all []T) string {
	var texts []string
	for _, v := range all {
		texts = append(texts, golike(v))
	}
	return strings.Join(texts, ", ")
}

func literal(v reflect.Value) string {
	if !v.IsValid() {
		return "nil"
	}
	if v.CanInterface() {
		switch v := v.Interface().(type) {
		case time.Time:
			return fmt.Sprintf("at(%q)", v.Format("15:04:05.000000"))
		case time.Duration:
			return fmt.Sprintf("%q", v)
		case store.Kind:
			if name, ok := kindNames[v]; ok {
				return "store." + name
			}
		case []byte:
			return fmt.Sprintf("[]byte(%q)", v)
		}
	}
	switch v.Kind() {
	case reflect.String:
		return strconv.Quote(v.String())
	case reflect.Pointer:
		if v.IsNil() {
			return "nil"
		}
		return "&" + literal(v.Elem())
	case reflect.Slice, reflect.Array:
		var items []string
		for i := range v.Len() {
			items = append(items, literal(v.Index(i)))
		}
		return v.Type().String() + "{" + strings.Join(items, ", ") + "}"
	case reflect.Struct:
		if strings.HasPrefix(v.Type().Name(), "Frozen[") {
			return fmt.Sprintf("agency.Freeze(%q)", fmt.Sprint(v))
		}
		var fields []string
		for i := range v.NumField() {
			if f := v.Field(i); !f.IsZero() {
				fields = append(fields, v.Type().Field(i).Name+": "+literal(f))
			}
		}
		return v.Type().String() + "{" + strings.Join(fields, ", ") + "}"
	}
	return fmt.Sprint(v)
}
