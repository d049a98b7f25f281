package main

import (
	"errors"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/kubernetes/pkg/api/pod"
	"k8s.io/kubernetes/pkg/apis/apps"
	appsvalidation "k8s.io/kubernetes/pkg/apis/apps/validation"
	"k8s.io/kubernetes/pkg/apis/batch"
	batchvalidation "k8s.io/kubernetes/pkg/apis/batch/validation"
	"k8s.io/kubernetes/pkg/apis/core"
	corevalidation "k8s.io/kubernetes/pkg/apis/core/validation"
	"k8s.io/kubernetes/pkg/apis/networking"
	networkingvalidation "k8s.io/kubernetes/pkg/apis/networking/validation"
	"k8s.io/kubernetes/pkg/apis/policy"
	policyvalidation "k8s.io/kubernetes/pkg/apis/policy/validation"
)

// As the API server validates new objects of these kinds: its packages `pkg/registry/…` do so too, but most of the server is
// compiled with them. An object of another kind is refused, so that none goes unjudged.
func validate(object runtime.Object) (field.ErrorList, error) {
	switch object := object.(type) {
	case *core.ConfigMap:
		return corevalidation.ValidateConfigMap(object), nil
	case *core.Secret:
		return corevalidation.ValidateSecret(object), nil
	case *core.Service:
		fillAddresses(object)
		return corevalidation.ValidateServiceCreate(object), nil
	case *apps.Deployment:
		return appsvalidation.ValidateDeployment(object, options(&object.Spec.Template)), nil
	case *batch.CronJob:
		return batchvalidation.ValidateCronJobCreate(object, options(&object.Spec.JobTemplate.Spec.Template)), nil
	case *batch.Job:
		selectPods(object)
		options := batchvalidation.JobValidationOptions{
			PodValidationOptions:  options(&object.Spec.Template),
			RequirePrefixedLabels: true,
		}
		return batchvalidation.ValidateJob(object, options), nil
	case *networking.NetworkPolicy:
		return networkingvalidation.ValidateNetworkPolicy(object, networkingvalidation.ValidationOptionsForNetworking(object, nil)), nil
	case *policy.PodDisruptionBudget:
		options := policyvalidation.PodDisruptionBudgetValidationOptions{}
		return policyvalidation.ValidatePodDisruptionBudget(object, options), nil
	}
	return nil, errors.New("add this kind to the function `validate`")
}

func options(template *core.PodTemplateSpec) corevalidation.PodValidationOptions {
	return pod.GetValidationOptionsFromPodTemplate(template, nil)
}

// The API server's storage of Services does so before it validates one without an address of its own.
func fillAddresses(service *core.Service) {
	if service.Spec.ClusterIP != "" && len(service.Spec.ClusterIPs) == 0 {
		service.Spec.ClusterIPs = []string{service.Spec.ClusterIP}
	}
}

// The API server gives a Job labels that are its own, and a selector for them.
func selectPods(job *batch.Job) {
	if job.Spec.ManualSelector != nil && *job.Spec.ManualSelector {
		return
	}
	id := string(job.UID)
	labels := map[string]string{
		batch.LegacyJobNameLabel:       job.Name,
		batch.JobNameLabel:             job.Name,
		batch.LegacyControllerUidLabel: id,
		batch.ControllerUidLabel:       id,
	}
	for name, value := range job.Spec.Template.Labels {
		labels[name] = value
	}
	job.Spec.Template.Labels = labels
	job.Spec.Selector = &metav1.LabelSelector{MatchLabels: map[string]string{batch.ControllerUidLabel: id}}
}
