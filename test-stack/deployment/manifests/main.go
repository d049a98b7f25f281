// Renders a kustomization and judges every object in it with the code of the Kubernetes API server that receives new
// objects: decoded strictly, filled with defaults, validated. Pods must also keep to the Pod Security Standard "restricted".
//
// The objects are printed as a list in JSON. What is wrong goes to standard error, and the exit code is 1.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/apiserver/pkg/endpoints/request"
	"k8s.io/apiserver/pkg/registry/rest"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	"k8s.io/kubernetes/pkg/apis/core"
	"k8s.io/kubernetes/pkg/registry/apps/deployment"
	"k8s.io/kubernetes/pkg/registry/batch/cronjob"
	"k8s.io/kubernetes/pkg/registry/batch/job"
	"k8s.io/kubernetes/pkg/registry/core/configmap"
	"k8s.io/kubernetes/pkg/registry/core/secret"
	"k8s.io/kubernetes/pkg/registry/core/service"
	"k8s.io/kubernetes/pkg/registry/networking/networkpolicy"
	"k8s.io/kubernetes/pkg/registry/policy/poddisruptionbudget"
	"k8s.io/pod-security-admission/admission"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"

	_ "k8s.io/kubernetes/pkg/apis/apps/install"
	_ "k8s.io/kubernetes/pkg/apis/batch/install"
	_ "k8s.io/kubernetes/pkg/apis/core/install"
	_ "k8s.io/kubernetes/pkg/apis/networking/install"
	_ "k8s.io/kubernetes/pkg/apis/policy/install"
)

// What the API server does with new objects of these kinds. An object of another kind is refused, so that none goes unjudged.
var strategies = map[string]rest.RESTCreateStrategy{
	"ConfigMap":           configmap.Strategy,
	"CronJob":             cronjob.Strategy,
	"Deployment":          deployment.Strategy,
	"Job":                 job.Strategy,
	"NetworkPolicy":       networkpolicy.Strategy,
	"PodDisruptionBudget": poddisruptionbudget.Strategy,
	"Secret":              secret.Strategy,
	"Service":             service.Strategy,
}

func main() {
	if len(os.Args) != 2 {
		fail(errors.New("usage: manifests DIRECTORY"))
	}
	objects, err := render(os.Args[1])
	if err != nil {
		fail(err)
	}
	var faults []error
	for _, object := range objects {
		if err := judge(object); err != nil {
			faults = append(faults, err)
		}
	}
	if err := errors.Join(faults...); err != nil {
		fail(err)
	}
	list := map[string]any{"apiVersion": "v1", "kind": "List", "items": objects}
	if err := json.NewEncoder(os.Stdout).Encode(list); err != nil {
		fail(err)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

func render(directory string) ([]json.RawMessage, error) {
	options := krusty.MakeDefaultOptions()
	// As `kubectl apply -k` does.
	options.Reorder = krusty.ReorderOptionLegacy
	rendered, err := krusty.MakeKustomizer(options).Run(filesys.MakeFsOnDisk(), directory)
	if err != nil {
		return nil, err
	}
	var objects []json.RawMessage
	for _, resource := range rendered.Resources() {
		object, err := resource.MarshalJSON()
		if err != nil {
			return nil, err
		}
		objects = append(objects, object)
	}
	return objects, nil
}

func judge(manifest []byte) error {
	strict := serializer.NewCodecFactory(legacyscheme.Scheme, serializer.EnableStrict).UniversalDeserializer()
	object, version, err := strict.Decode(manifest, nil, nil)
	if err != nil {
		return fmt.Errorf("%w in %s", err, manifest)
	}
	strategy, known := strategies[version.Kind]
	if !known {
		return fmt.Errorf("%s: add this kind to the table of strategies", version.Kind)
	}
	legacyscheme.Scheme.Default(object)
	internal, err := legacyscheme.Scheme.ConvertToVersion(object, runtime.InternalGroupVersioner)
	if err != nil {
		return err
	}
	metadata, err := meta.Accessor(internal)
	if err != nil {
		return err
	}
	rest.FillObjectMetaSystemFields(metadata)
	if metadata.GetNamespace() == "" {
		metadata.SetNamespace("default")
	}
	fillAddresses(internal)
	created := request.WithNamespace(context.Background(), metadata.GetNamespace())
	if err := rest.BeforeCreate(strategy, created, internal); err != nil {
		return err
	}
	return keepsToRestricted(version.Kind+" "+metadata.GetName(), object)
}

// The API server's storage of Services does so before it validates one without an address of its own.
func fillAddresses(object runtime.Object) {
	service, is := object.(*core.Service)
	if is && service.Spec.ClusterIP != "" && len(service.Spec.ClusterIPs) == 0 {
		service.Spec.ClusterIPs = []string{service.Spec.ClusterIP}
	}
}

func keepsToRestricted(name string, object runtime.Object) error {
	metadata, spec, err := admission.DefaultPodSpecExtractor{}.ExtractPodSpec(object)
	if err != nil || spec == nil {
		// Not an object with pods.
		return nil
	}
	evaluator, err := policy.NewEvaluator(policy.DefaultChecks())
	if err != nil {
		return err
	}
	restricted := api.LevelVersion{Level: api.LevelRestricted, Version: api.LatestVersion()}
	var faults []error
	for _, result := range evaluator.EvaluatePod(restricted, metadata, spec) {
		if !result.Allowed {
			faults = append(faults, fmt.Errorf("%s: %s: %s", name, result.ForbiddenReason, result.ForbiddenDetail))
		}
	}
	return errors.Join(faults...)
}
